# frozen_string_literal: true

# Brings a Redmine to what the mapping says: adopts what is there by name, makes what is missing. Every method may be run again.

require_relative 'fields'
require_relative 'workflow'

module EstafetaProvision
  class Site
    include Fields
    include Workflow

    attr_reader :recorder, :ids

    def initialize(mappings, recorder, allowed_settings)
      @m = mappings
      @recorder = recorder
      @allowed = allowed_settings
      @ids = {}
      @made = [] # records made in this pass
    end

    def run
      settings
      statuses
      trackers
      roles
      groups
      account
      projects
      members
      fields
      tracker_visibility
      transitions
      field_permissions
      queries
      collect_ids
    end

    # What stands where and what follows, for each global setting; printed whether or not anything is changed.
    def settings_report
      SETTINGS.map { |one| setting_report(one) } +
        TOLD.map { |name, tell| "#{name} = #{Setting[name].inspect}: #{tell.call(Setting[name], @m)} (never changed by this script)" }
    end

    private

    # --- global settings -------------------------------------------------------------------------------------------------

    def setting_report(one)
      now = Setting[one[:name]]
      wanted = one[:want].call(now)
      return "#{one[:name]} = #{now.inspect}: name the address people use in ESTAFETA_HOST_NAME (advised)" if wanted == :unknown
      return "#{one[:name]} = #{now.inspect}: as it should be" if same_setting?(now, wanted)

      does = @allowed.include?(one[:name]) ? 'will be changed, as ESTAFETA_ALLOW names it' : "is left alone; to change it name it in ESTAFETA_ALLOW"
      "#{one[:name]} = #{now.inspect}, #{one[:level]}: #{wanted.inspect}; #{does}.\n      If changed: #{one[:yes]}.\n      If not: #{one[:no]}."
    end

    def settings
      unknown = @allowed - SETTINGS.map { |one| one[:name] }
      recorder.conflict("ESTAFETA_ALLOW names what this script never changes: #{unknown.join(', ')}") if unknown.any?
      SETTINGS.each do |one|
        now = Setting[one[:name]]
        wanted = one[:want].call(now)
        next if !@allowed.include?(one[:name]) || wanted == :unknown || same_setting?(now, wanted)

        recorder.setting(one[:name], wanted, "set the global setting #{one[:name]} to #{wanted.inspect} (now #{now.inspect})")
      end
    end

    def same_setting?(one, other)
      one.is_a?(Array) ? one.sort == other.sort : one.to_s == other.to_s
    end

    # --- statuses, trackers, roles, groups, account ---------------------------------------------------------------------

    # All records that bear one of these names, in the names' order; exact spelling first.
    def find(records, names, &name_of)
      name_of ||= :name.to_proc
      all = records.to_a
      names.flat_map do |name|
        exact = all.select { |one| name_of.call(one) == name }
        exact.any? ? exact : all.select { |one| name_of.call(one).downcase == name.downcase }
      end.uniq
    end

    def statuses
      @statuses = Hash.new { |all, kind| all[kind] = {} } # kind => state => [IssueStatus], the first is written
      @m.kinds.each do |kind|
        @m.states(kind).each do |state, value|
          found = find(IssueStatus.sorted, @m.names(value))
          found = [make_status(@m.name(value), @m.closed?(state))] if found.empty?
          found.each { |status| check_closed(status, kind, state) }
          @statuses[kind][state] = found
        end
      end
    end

    def make_status(name, closed)
      recorder.made(IssueStatus.new(name: name, is_closed: closed), "make the status \"#{name}\" (#{closed ? 'closed' : 'open'})")
    end

    def check_closed(status, kind, state)
      return if status.is_closed? == @m.closed?(state)

      recorder.conflict("the status \"#{status}\" is #{status.is_closed? ? 'closed' : 'open'} here, but #{kind} #{state} must be " \
                        "#{@m.closed?(state) ? 'closed' : 'open'}: give #{kind} #{state} another name in tracker.yaml")
    end

    def status(kind, state)
      @statuses[kind][state]&.first
    end

    def trackers
      @trackers = {}
      @m.kinds.each do |kind|
        names = @m.names(@m.section('kinds')[kind])
        tracker = find(Tracker.sorted, names).first
        tracker ? adopt_tracker(kind, tracker) : tracker = make_tracker(kind, names.first)
        @trackers[kind] = tracker
      end
    end

    def make_tracker(kind, name)
      first = status(kind, DEFAULT_STATE[kind]) || @statuses[kind].values.first.first
      tracker = Tracker.new(name: name, default_status: first, is_in_roadmap: kind == 'change')
      @made << tracker
      recorder.made(tracker, "make the tracker \"#{name}\", whose issues begin as \"#{first}\"")
    end

    def adopt_tracker(kind, tracker)
      unknown = ([tracker.default_status] + tracker.issue_statuses.to_a).uniq - @statuses[kind].values.flatten
      recorder.remark("tracker.yaml has no state for these statuses of \"#{tracker}\": #{unknown.join(', ')}") if unknown.any?
      return unless GATED.include?(kind)

      first = status(kind, DEFAULT_STATE[kind])
      return if first.nil? || tracker.default_status_id == first.id

      # The gate on a tracker that holds other issues would stop other people's work.
      if Issue.where(tracker_id: tracker.id).exists?
        recorder.conflict("the tracker \"#{tracker}\" holds issues that are not Estafeta's: give #{kind} another name in tracker.yaml")
      else
        recorder.set(tracker, { default_status_id: first.id },
                     "let issues of \"#{tracker}\" begin as \"#{first}\" (now \"#{tracker.default_status}\")")
      end
    end

    def roles
      @roles = {}
      @m.section('roles').each do |key, value|
        names = @m.names(value)
        role = find(Role.givable, names).first
        role ? adopt_role(key, role) : role = make_role(key, names.first)
        @roles[key] = role
      end
      tell_apart('service', 'tam')
      %w[service tam tam_deputy].each { |key| %w[engineer client].each { |other| tell_apart(key, other) } }
    end

    # Where one role were both, whoever must wait could also open the gate.
    def tell_apart(key, other)
      return if @roles[key].nil? || @roles[key] != @roles[other]

      recorder.conflict("the role \"#{@roles[key]}\" cannot be both #{key} and #{other}: give one another name in tracker.yaml")
    end

    def known(permissions)
      permissions.select { |one| Redmine::AccessControl.permission(one) }
    end

    def make_role(key, name)
      wanted = ROLES.fetch(key, { make: [], need: [] })
      role = Role.new(name: name, assignable: !%w[service client].include?(key),
                      issues_visibility: staff?(key) ? 'all' : 'default',
                      users_visibility: staff?(key) ? 'all' : 'members_of_visible_projects')
      role.permissions = known((wanted[:make] || wanted[:need]) + (reads_digests?(key) ? %i[view_wiki_pages] : []))
      @made << role
      recorder.made(role, "make the role \"#{name}\" (#{key}) with #{role.permissions.size} permissions: #{role.permissions.join(', ')}")
    end

    def adopt_role(key, role)
      missing = known(ROLES.fetch(key, { need: [] })[:need]) - role.permissions
      if missing.any?
        recorder.set(role, { permissions: role.permissions + missing }, "give the role \"#{role}\" also: #{missing.join(', ')}")
      end
      if key == 'service'
        recorder.set(role, { issues_visibility: 'all' }, "let the role \"#{role}\" see all issues, private ones too")
        extra = role.permissions & %i[delete_issues manage_members edit_project]
        recorder.remark("the role \"#{role}\" may #{extra.join(', ')}: Estafeta does not need that") if extra.any?
      end
      if reads_digests?(key) && !role.permissions.include?(:view_wiki_pages)
        recorder.remark("the role \"#{role}\" may not view wiki pages, so no client can read its digest: give it view_wiki_pages, " \
                        'once nothing else stands in the wikis of its projects that clients must not see')
      end
      return unless key == 'engineer' && role.permissions.include?(:manage_issue_relations)

      recorder.remark("the role \"#{role}\" may manage relations, so may take the order of tasks apart; Estafeta will say so when it happens")
    end

    def reads_digests?(key) = key == 'client' && @m.digest_projects.any?

    def staff?(key)
      @m.staff_roles.include?(key)
    end

    def groups
      @groups = {}
      @m.departments.each do |department, value|
        names = @m.names(value['group'])
        group = find(Group.givable, names, &:lastname).first
        group ||= recorder.made(Group.new(lastname: names.first), "make the group \"#{names.first}\" (its people are for you to choose)")
        recorder.remark("the group \"#{group}\" has nobody in it: tasks of #{department} would reach nobody") if group.users.empty?
        @groups[department] = group
      end
    end

    def account
      login = @m.account
      @account = User.find_by_login(login)
      return make_account(login) unless @account

      if @account.admin?
        recorder.conflict("the account \"#{login}\" is an administrator: workflows and read-only fields would not hold for it; name another")
      end
      recorder.conflict("the account \"#{login}\" is locked") unless @account.active?
      recorder.set(@account, { language: 'en', mail_notification: 'none' }, "set the language of \"#{login}\" to en and its notifications to none")
      recorder.set(@account.pref, { no_self_notified: true, auto_watch_on: [] },
                   "let \"#{login}\" not be told of its own doings, nor watch what it writes to")
    end

    def make_account(login)
      # Its password is nobody's: it only ever shows its key.
      secret = SecureRandom.hex(32)
      mail = ENV['ESTAFETA_ACCOUNT_MAIL'].to_s.empty? ? "#{login}@example.invalid" : ENV['ESTAFETA_ACCOUNT_MAIL']
      first, last = @m.language == 'ru' ? %w[Служба Эстафета] : %w[Estafeta service]
      @account = User.new(firstname: first, lastname: last, mail: mail, language: 'en', mail_notification: 'none',
                          password: secret, password_confirmation: secret, must_change_passwd: false)
      @account.login = login
      @account.pref.no_self_notified = true
      @account.pref.auto_watch_on = []
      @account.pref.hide_mail = true
      @account.pref.time_zone = 'UTC'
      @account.pref.comments_sorting = 'asc'
      recorder.made(@account, "make the account \"#{login}\" (no administrator, no mails, language en)")
    end

    # --- projects and members --------------------------------------------------------------------------------------------

    def projects
      staff = @m.section('staff_project')
      @staff_project = find_or_make_project(staff['identifier'] || 'staff', @m.names(staff['name'] || 'Staff'), [], %w[wiki])
      if @staff_project.is_public?
        recorder.conflict("the project \"#{@staff_project}\" is public, but plans would stand in its wiki: make it private, " \
                          'or name another in tracker.yaml')
      end
      enable(@staff_project, %w[wiki])
      take_issues(@staff_project)
      @staff_project.reload
      make_wiki(@staff_project)
      @client_projects = @m.client_projects.transform_values { |identifier, names| client_project(identifier, names) }
    end

    # What engineers notice at any client stands where all of them are members, and no client is; so does the one review of a mass
    # outage, with its corrective tasks.
    def take_issues(project)
      kinds = ['proposal', *(%w[change task] if mass_reviews?)]
      trackers = kinds.filter_map { |kind| @trackers[kind] }
      return if trackers.empty?

      recorder.add(project, :trackers, trackers, "switch on in the project \"#{project}\" the trackers")
      enable(project, %w[issue_tracking])
    end

    def mass_reviews? = !@m.section('reviews')['mass'].nil?

    # Where changes and their tasks stand.
    def change_places = client_places + (mass_reviews? ? [@staff_project] : [])

    def client_project(identifier, names)
      trackers = @trackers.except('proposal').values
      project = find_or_make_project(identifier, names, trackers, %w[issue_tracking])
      tree(project).each do |one|
        recorder.add(one, :trackers, trackers, "switch on in the project \"#{one}\" the trackers")
        enable(one, %w[issue_tracking])
      end
      enable(project, %w[wiki]) if @m.digest_projects.include?(identifier)
      project
    end

    # A client is a project with its sub-projects.
    def tree(project)
      project.self_and_descendants.active.to_a
    end

    def client_places
      @client_projects.values.flat_map { |project| tree(project) }
    end

    def find_or_make_project(identifier, names, trackers, modules)
      found = Project.find_by(identifier: identifier)
      if found
        recorder.conflict("the project \"#{found}\" is closed or archived") unless found.active?
        return found
      end
      project = Project.new(name: names.first, is_public: false, inherit_members: false)
      project.identifier = identifier
      project.enabled_module_names = modules
      project.trackers = trackers
      recorder.made(project, "make the private project \"#{project}\" (#{identifier}) with #{modules.join(', ')}")
    end

    def enable(project, modules)
      (modules - project.enabled_module_names).each do |name|
        record = EnabledModule.new(name: name)
        record.project = project
        recorder.made(record, "switch on #{name} in the project \"#{project}\"")
      end
    end

    def make_wiki(project)
      if project.wiki
        # Redmine begins a wiki with the module. While it has no page, its first one may be the one that leads to the others.
        is_new = project.wiki.start_page == 'Wiki' && project.wiki.pages.empty?
        recorder.set(project.wiki, { start_page: 'Estafeta' }, "let the wiki of the project \"#{project}\" begin with the page Estafeta") if is_new
        return
      end

      recorder.made(Wiki.new(project: project, start_page: 'Estafeta', status: 1), "begin a wiki in the project \"#{project}\"")
    end

    def members
      places = client_places + [@staff_project]
      places.each do |project|
        join(project, @account, @roles['service'])
        @groups.each_value { |group| join(project, group, @roles['engineer']) }
      end
      staff_of_clients.each { |principal, role| join(@staff_project, principal, role) }
      tell_who_is_missing
      no_clients_in_staff_project
    end

    def join(project, principal, role)
      member = Member.find_by(project_id: project.id, user_id: principal.id)
      return if member&.roles&.include?(role)

      if member
        recorder.made(MemberRole.new(member: member, role: role), "give \"#{principal}\" the role \"#{role}\" in \"#{project}\"")
      else
        recorder.made(Member.new(project: project, principal: principal, roles: [role]),
                      "make \"#{principal}\" a member of \"#{project}\" as \"#{role}\"")
      end
    end

    # TAMs and service managers of clients read plans too, and those stand in the staff project.
    def staff_of_clients
      keys = (@m.staff_roles - %w[service engineer]) & @roles.keys
      wanted = keys.map { |key| @roles[key] }
      Member.where(project_id: client_places).includes(:principal, :roles).flat_map do |member|
        (member.roles & wanted).map { |role| [member.principal, role] }
      end.uniq
    end

    def tell_who_is_missing
      @client_projects.each_value do |project|
        next if Member.where(project_id: project.id).any? { |member| member.roles.include?(@roles['tam']) }

        recorder.remark("the project \"#{project}\" has nobody with the role \"#{@roles['tam']}\": give it to its TAM, then run this again")
      end
    end

    def no_clients_in_staff_project
      staff = @m.staff_roles.filter_map { |key| @roles[key] }
      Member.where(project_id: @staff_project.id).includes(:principal, :roles).each do |member|
        next if (member.roles - staff).empty? || (member.roles & staff).any?

        recorder.conflict("\"#{member.principal}\" is a member of \"#{@staff_project}\" with no staff role and could read all plans")
      end
    end

    # --- shared queries, of no use to clients -----------------------------------------------------------------------------

    def queries
      @queries = {}
      ready = @statuses['task']['ready'].map { |one| one.id.to_s }
      open = { 'status_id' => ['o', ['']] }
      incidents = open.merge('tracker_id' => ['=', [@trackers['incident'].id.to_s]])
      clocks = %w[sla_response sla_resolution].filter_map { |key| column(key) }
      query('now', open.merge('assigned_to_id' => ['=', ['me']]))
      query('may_begin', 'status_id' => ['=', ready], 'tracker_id' => ['=', [@trackers['task'].id.to_s]])
      query('incidents', incidents, clocks)
      query('unassigned', incidents.merge('assigned_to_id' => ['!*', ['']]), clocks)
    end

    def query(key, filters, more_columns = [])
      name = QUERIES[key][@m.language] || QUERIES[key]['en']
      @queries[key] = IssueQuery.find_by(name: name, project_id: nil, visibility: [Query::VISIBILITY_ROLES, Query::VISIBILITY_PUBLIC])
      return if @queries[key]

      query = IssueQuery.new(name: name, visibility: Query::VISIBILITY_ROLES)
      query.roles = staff_role_records
      query.user = @account
      query.project = nil
      query.filters = filters.transform_values { |operator, values| { operator: operator, values: values } }
      query.column_names = [:project, :tracker, :status, :priority, :subject, column('department'), column('deadline'), :assigned_to].compact + more_columns
      query.sort_criteria = [[column('deadline')&.to_s || 'due_date', 'asc'], %w[priority desc], %w[id asc]]
      @queries[key] = recorder.made(query, "make the query \"#{name}\", seen by staff roles only")
    end

    def column(key)
      @fields[key] && :"cf_#{@fields[key].id}"
    end

    # --- what was made or adopted ----------------------------------------------------------------------------------------

    def collect_ids
      @ids = {
        'redmine' => Redmine::VERSION.to_s,
        'language' => @m.language,
        'text_formatting' => Setting.text_formatting.to_s,
        'trackers' => @trackers.transform_values(&:id),
        'statuses' => @statuses.transform_values { |states| states.transform_values { |all| all.map(&:id) } },
        'fields' => @fields.transform_values(&:id),
        'other_fields' => other_fields,
        'groups' => @groups.transform_values(&:id),
        'roles' => @roles.transform_values(&:id),
        'projects' => @client_projects.transform_values(&:id).merge('staff' => @staff_project.id),
        'account' => { 'id' => @account.id, 'login' => @account.login },
        'priorities' => priorities,
        'decisions' => @m.section('decisions').transform_values { |one| @m.name(one) },
        'queries' => @queries.transform_values(&:id)
      }
    end

    # What templates may set besides, by its name: REST tells a service account of it only in issues.
    def other_fields
      own = @fields.values.map(&:id)
      @trackers.fetch('task').custom_fields.reject { |field| own.include?(field.id) }.to_h { |field| [field.name, field.id] }
    end

    def priorities
      @m.section('priorities').filter_map do |key, value|
        found = find(IssuePriority.shared.sorted, @m.names(value))
        next [key, found.map(&:id)] if found.any?

        recorder.remark("there is no priority \"#{@m.name(value)}\" for `#{key}`: name one of " \
                        "#{IssuePriority.shared.sorted.join(', ')} in tracker.yaml")
        nil
      end.to_h
    end
  end
end
