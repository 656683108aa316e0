# frozen_string_literal: true

# What Estafeta needs of a Redmine, as tables.

module EstafetaProvision
  # Who may take an issue from one state to another: for changes and tasks the people's rows of the matrix in
  # connector/README.md (a test compares them; ESTAFETA_MODE=matrix prints these), in its words; `*` is any open state of the
  # kind. A state that the mapping does not have drops out. Estafeta's own account needs no rows of changes and tasks here: it
  # may go from every state of one to every other.
  TRANSITIONS = <<~TABLE
    change   draft        agreed       tam
    change   needs_input  agreed       tam
    change   in_progress  agreed       tam
    change   in_progress  on_hold      tam
    change   on_hold      in_progress  tam
    change   in_progress  done         tam
    change   done         in_progress  tam
    change   *            cancelling   tam
    change   *            failing      tam

    task     waiting      ready        tam
    task     ready        in_progress  department
    task     in_progress  ready        department
    task     in_progress  on_hold      department
    task     on_hold      in_progress  department
    task     ready        done         department
    task     in_progress  done         department
    task     in_progress  failed       department
    task     ready        failed       department
    task     ready        returned     department
    task     in_progress  returned     department
    task     returned     ready        department
    task     done         in_progress  department
    task     failed       ready        tam
    task     *            cancelling   tam

    incident new          in_progress  staff
    incident new          on_hold      staff
    incident new          resolved     staff
    incident new          cancelled    staff client
    incident in_progress  on_hold      staff
    incident in_progress  resolved     staff
    incident in_progress  cancelled    staff
    incident on_hold      in_progress  staff
    incident on_hold      resolved     staff
    incident on_hold      cancelled    staff
    incident resolved     closed       staff client
    incident resolved     in_progress  staff client
    incident closed       in_progress  staff client
    incident cancelled    in_progress  desk

    request  new          in_progress  staff service
    request  new          closed       desk client
    request  in_progress  closed       desk client
    request  closed       in_progress  desk client

    proposal new          proposed     desk
    proposal new          agreed       desk
    proposal new          cancelled    desk
    proposal proposed     offered      desk
    proposal proposed     agreed       desk
    proposal proposed     cancelled    desk
    proposal offered      proposed     desk
    proposal offered      agreed       desk
    proposal offered      cancelled    desk
    proposal agreed       done         desk
    proposal agreed       cancelled    desk
    proposal done         agreed       desk
    proposal cancelled    new          desk
  TABLE

  # The table's words -> roles by their keys in tracker.yaml. Workflows know roles, not departments: who works on a task, was
  # asked, or approves may be any of the staff, and the TAM moves the tasks of clients and vendors.
  WHO = {
    'tam' => %w[tam tam_deputy],
    'department' => %w[engineer tam tam_deputy service_manager],
    'staff' => %w[engineer tam tam_deputy service_manager],
    'desk' => %w[tam tam_deputy service_manager],
    'client' => %w[client],
    'service' => %w[service]
  }.freeze

  # Where the mapping's gate is not `forbid`, a department may begin without being told; Estafeta then says so or takes it back.
  OPEN_GATE = "task waiting in_progress department\ntask waiting ready department\n"

  # What an issue may be created as beside the tracker's default status, by Estafeta's account.
  CREATED_AS = { 'task' => %w[waiting ready], 'change' => %w[draft] }.freeze
  DEFAULT_STATE = { 'task' => 'waiting', 'change' => 'draft', 'incident' => 'new', 'request' => 'new', 'proposal' => 'new' }.freeze
  GATED = %w[change task].freeze # trackers whose workflow is Estafeta's; those of incidents and requests stay the site's

  # format: what is made; accept: what is adopted as it is. own: written by Estafeta alone, read-only for people.
  # internal fields are seen by staff roles only; those that are not stand on internal trackers anyway. required: where it is made.
  FIELDS = {
    'change_template'    => { on: %w[change], format: 'string', filter: true },
    'change_parameters'  => { on: %w[change], format: 'text', full_width: true },
    'change_plan'        => { on: %w[change], format: 'text', full_width: true, formatted: true, own: true },
    'change_forecast'    => { on: %w[change], format: 'string', filter: true, own: true },
    'promised'           => { on: %w[change], format: 'date', filter: true },
    'promise_side'       => { on: %w[change], format: 'list', accept: %w[string], filter: true },
    'shown_to_client'    => { on: %w[change], format: 'bool', filter: true },
    'decision'           => { on: %w[change task], format: 'list', accept: %w[string], filter: true },
    'cause'              => { on: %w[change incident], format: 'string', accept: %w[text list], filter: true },
    'measure'            => { on: %w[change incident], format: 'text', accept: %w[string] },
    'task_key'           => { on: %w[task], format: 'string', filter: true, own: true },
    'client'             => { on: %w[proposal], format: 'list', filter: true, required: true },
    'department'         => { on: %w[task incident], format: 'list', accept: %w[string], filter: true },
    'hand_over'          => { on: %w[task], format: 'text', full_width: true },
    'others_may_go_on'   => { on: %w[task], format: 'bool', filter: true },
    'hold_reason'        => { on: %w[change task incident], format: 'list', accept: %w[string], filter: true },
    'deadline'           => { on: %w[task incident], format: 'string', filter: true, own: true },
    'sla_told'           => { on: %w[incident], format: 'string', own: true },
    'sla_response'       => { on: %w[incident], format: 'string', filter: true, own: true },
    'sla_response_due'   => { on: %w[incident], format: 'string', filter: true, own: true },
    'sla_resolution'     => { on: %w[incident], format: 'string', filter: true, own: true },
    'sla_resolution_due' => { on: %w[incident], format: 'string', filter: true, own: true }
  }.freeze

  HINTS = {
    'change_template' => { 'en' => 'Which template the tasks are made from; empty: tasks are made by hand',
                           'ru' => 'Шаблон, по которому создаются работы; пусто — работы заводят вручную' },
    'change_parameters' => { 'en' => 'Lines `name: value`; Estafeta fills in the skeleton',
                             'ru' => 'Строки «имя: значение»; заготовку вписывает Estafeta' },
    'hand_over' => { 'en' => 'Lines `name: value`: what the next tasks need from this one',
                     'ru' => 'Строки «имя: значение»: что нужно следующим работам' },
    'others_may_go_on' => { 'en' => 'The tasks that wait for this one may begin before it is done',
                            'ru' => 'Работы, ждущие эту, могут начинаться до её окончания' },
    'shown_to_client' => { 'en' => 'The linked request of the client shows that it is under way, and the promised day as its due date',
                           'ru' => 'В связанном обращении клиент видит, что оно в работе, и обещанный день как срок' },
    'decision' => { 'en' => 'For the TAM. Write the reason as a note when you save.',
                    'ru' => 'Для ТАМ. Причину напишите в примечании при сохранении.' }
  }.freeze

  STAFF = %i[view_issues add_issues edit_issues add_issue_notes edit_own_issue_notes view_private_notes set_notes_private
             manage_subtasks view_issue_watchers add_issue_watchers save_queries view_wiki_pages view_gantt view_calendar
             view_members].freeze
  # What a role gets when it is made, and what an adopted one must have. Nothing is ever taken from an adopted role.
  # Only Estafeta and the TAM manage relations in a change's tree (DESIGN: The gate), hence none for engineers.
  ROLES = {
    'service' => { make: nil,
                   need: %i[view_issues add_issues edit_issues add_issue_notes edit_own_issue_notes set_notes_private
                            view_private_notes manage_subtasks manage_issue_relations view_wiki_pages edit_wiki_pages
                            view_wiki_edits delete_wiki_pages_attachments view_members view_issue_watchers add_issue_watchers
                            delete_issue_watchers view_time_entries] },
    'tam' => { make: STAFF + %i[manage_issue_relations copy_issues view_wiki_edits edit_wiki_pages delete_issue_watchers],
               need: %i[view_issues add_issues edit_issues add_issue_notes view_private_notes set_notes_private
                        manage_subtasks manage_issue_relations view_wiki_pages] },
    'engineer' => { make: STAFF, need: %i[view_issues edit_issues add_issue_notes view_private_notes view_wiki_pages] },
    'service_manager' => { make: STAFF + %i[view_wiki_edits edit_wiki_pages],
                           need: %i[view_issues add_issue_notes view_private_notes view_wiki_pages] },
    'client' => { make: %i[view_issues add_issues edit_own_issues add_issue_notes], need: [] }
  }.tap { |all| all['tam_deputy'] = all['tam'] }.freeze

  # Permissions that are given by tracker.
  BY_TRACKER = %i[view_issues add_issues edit_issues add_issue_notes delete_issues].freeze

  QUERIES = {
    'now' => { 'en' => 'Now', 'ru' => 'Сейчас' },
    'may_begin' => { 'en' => 'May begin', 'ru' => 'Можно начинать' },
    'incidents' => { 'en' => 'Open incidents by deadline', 'ru' => 'Открытые инциденты по сроку' },
    'unassigned' => { 'en' => 'Incidents nobody has taken', 'ru' => 'Инциденты без исполнителя' }
  }.freeze

  PROMISE_SIDES = { 'en' => 'ours', 'ru' => 'наша' }.freeze # the others are the hold reasons client and vendor

  QUIET_EVENTS = %w[issue_added issue_note_added issue_status_updated issue_assigned_to_updated].freeze
  NOISY_EVENTS = %w[issue_updated issue_priority_updated issue_fixed_version_updated issue_attachment_added
                    wiki_content_added wiki_content_updated].freeze

  # Global settings: how each should stand and what follows. Changed only if ESTAFETA_ALLOW names it.
  # want: a value, or a block of the value at present; nil: nothing is wanted, it is only told.
  SETTINGS = [
    { name: 'rest_api_enabled', level: 'needed', want: ->(_) { '1' },
      yes: 'programs with a key may read and write what the key\'s owner may; nothing changes for people',
      no: 'Estafeta cannot reach this Redmine at all' },
    { name: 'issue_group_assignment', level: 'needed', want: ->(_) { '1' },
      yes: 'an issue may be assigned to a group; groups appear in the list of assignees of every project they are members of',
      no: 'a task cannot be given to a department\'s queue: creating it is refused' },
    { name: 'notified_events', level: 'advised', want: ->(now) { (Array(now) - NOISY_EVENTS) | QUIET_EVENTS },
      yes: 'people are mailed of new issues, notes, statuses and assignees, no longer of changed dates, fields and relations, ' \
           'in all projects',
      no: 'a change of eight departments costs about 160 mails instead of 140, and the TAM about ten instead of none' },
    { name: 'host_name', level: 'advised', want: ->(now) { EstafetaProvision.host_name(now) },
      yes: 'links in mails lead to this address', no: 'links in mails lead to the present one' }
  ].freeze

  # The one that ESTAFETA_HOST_NAME names; without it a host name is only doubted if it is Redmine's default.
  def self.host_name(now)
    wanted = ENV['ESTAFETA_HOST_NAME'].to_s
    return wanted unless wanted.empty?

    now == 'localhost:3000' ? :unknown : now
  end

  # No REST call tells it: what stands in the file of ids is what Estafeta goes by.
  def self.text_formatting_report(now, markup)
    right = { 'textile' => 'textile', 'markdown' => 'markdown', 'common_mark' => 'markdown' }[now.to_s]
    return 'texts are shown without any formatting, so plans would be unreadable: choose Textile or CommonMark Markdown' if now.to_s.empty?
    return 'Estafeta follows it' if right && markup == 'auto'
    return 'as in the mapping' if right == markup
    return "the mapping says otherwise: set `markup: #{right}` or `markup: auto` there" if right

    markup == 'auto' ? 'unknown to Estafeta: set `markup: textile` or `markup: markdown` in the mapping, whichever it reads' : "taken for #{markup}, as the mapping says"
  end

  # Only told: Estafeta works with any of these, or needs to be told.
  TOLD = {
    'default_language' => lambda { |now, mappings|
      now == mappings.language ? 'as in the mapping' : "Estafeta will write in the mapping's language, #{mappings.language}"
    },
    'text_formatting' => lambda { |now, mappings|
      EstafetaProvision.text_formatting_report(now, mappings.tracker['markup'] || 'auto')
    },
    'parent_issue_dates' => lambda { |now, _|
      now == 'derived' ? 'a change\'s dates follow its tasks; Estafeta writes the tasks only' : 'a change\'s dates are its own'
    },
    'parent_issue_priority' => ->(now, _) { now == 'derived' ? 'a change\'s priority follows its tasks' : 'a change\'s priority is its own' },
    'cross_project_subtasks' => ->(now, _) { now.to_s.empty? ? 'a task must stand in the change\'s own project, not in a sub-project' : 'fine' },
    'cross_project_issue_relations' => ->(now, _) { now == '1' ? 'fine' : 'a request in another project cannot be linked to a change' },
    'close_duplicate_issues' => ->(now, _) { now == '1' ? 'closing an issue closes its duplicates' : 'fine' },
    'login_required' => lambda { |now, _|
      now == '1' ? 'fine' : 'whoever has no account sees public projects: keep those of clients private'
    }
  }.freeze
end
