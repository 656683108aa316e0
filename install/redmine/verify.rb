# frozen_string_literal: true

# Acts as the service account, a TAM, engineers and a client at a Redmine with the demo in it and says whether the rules that
# provision.rb makes hold. Leaves issues behind: for a private Redmine only.
#
#   ruby verify.rb URL PEOPLE.json IDS.json KEY_FILE
#
# One line for each rule, `ok` or `NOT OK`; exit code 1 if one does not hold.

require_relative 'people'

class Verify
  def initialize(url, people, ids, key_file)
    @people = Estafeta::Person.all(url, people)
    @ids = JSON.parse(File.read(ids, encoding: 'UTF-8'))
    @service = Estafeta::Person.new(url, @ids['account']['login'], 'key' => File.read(key_file).strip)
    @client_id, @project = @ids['projects'].reject { |key, _| key == 'staff' }.first
    @department, @group = @ids['groups'].first
    @engineer = @people.fetch("#{@department}1")
    @tam = of_role('tam')
    @client = of_role('client')
    @failed = 0
    @run = rand(36**6).to_s(36) # so that the keys of one run are not those of another
  end

  def run
    identity
    creation
    gate
    rights_of_service
    read_only_fields
    who_sees_what
    private_notes
    plans
    queues
    puts @failed.zero? ? 'All rules hold.' : "#{@failed} rule(s) do not hold."
    @failed.zero?
  end

  private

  def of_role(role)
    @people.values.find { |one| one.role == role && (one.login.start_with?(@client_id) || one.login.end_with?('1')) }
  end

  def rule(sentence, holds, seen = nil)
    @failed += 1 unless holds
    puts "#{holds ? 'ok    ' : 'NOT OK'} #{sentence}#{" (seen: #{seen.inspect})" unless holds || seen.nil?}"
  end

  def status(kind, state) = @ids['statuses'][kind][state].first
  def tracker(kind) = @ids['trackers'][kind]
  def field(key) = @ids['fields'][key]
  def state_of(id) = @service.issue(id)['status']['id']

  def field_of(issue, key)
    (issue['custom_fields'] || []).find { |one| one['id'] == field(key) }&.fetch('value', nil)
  end

  def make(kind, state, more = {}, who: @service)
    answer = who.create({ 'project_id' => @project, 'tracker_id' => tracker(kind), 'status_id' => status(kind, state),
                          'subject' => "verify #{kind} #{state}", 'start_date' => '' }.merge(more))
    raise "cannot make a #{kind}: #{answer.code} #{answer.body}" unless answer.ok?

    answer.body['issue']
  end

  def task(state = 'waiting', more = {})
    make('task', state, { 'custom_fields' => [{ 'id' => field('task_key'), 'value' => "#{@run}/#{@counter = (@counter || 0) + 1}" }] }.merge(more))
  end

  def identity
    user = @service.get('/users/current.json').body['user']
    rule('the service account knows itself', user['login'] == @ids['account']['login'], user)
    rule('the service account is no administrator', !user['admin'] && @service.get('/users.json').code == 403)
    members = @service.get("/projects/#{@project}/memberships.json?limit=100").body['memberships']
    rule('it reads who is a member of a client project, groups among them', members.any? { |one| one.dig('group', 'id') == @group })
  end

  def creation
    rule('Estafeta creates a task as waiting', task('waiting')['status']['id'] == status('task', 'waiting'))
    rule('Estafeta creates a task as ready', task('ready')['status']['id'] == status('task', 'ready'))
    rule('Estafeta cannot create one as in progress', task('in_progress')['status']['id'] == status('task', 'waiting'))
    rule('a change begins as draft', make('change', 'draft', {}, who: @tam)['status']['id'] == status('change', 'draft'))
    assigned = task('ready', { 'assigned_to_id' => @group })
    rule('a task may be assigned to a department\'s group', assigned.dig('assigned_to', 'id') == @group)
    made = make('task', 'in_progress', {}, who: @engineer)
    rule('a task made by an engineer waits', made['status']['id'] == status('task', 'waiting'))
  end

  def gate
    waiting = status('task', 'waiting')
    %w[ready in_progress done].each do |state|
      id = task['id']
      @engineer.update(id, 'status_id' => status('task', state))
      rule("an engineer cannot take a task from waiting to #{state} over REST", state_of(id) == waiting)
      @engineer.edit_by_form(id, 'status_id' => status('task', state))
      rule("… nor by a forged form (#{state})", state_of(id) == waiting)
      @engineer.bulk_edit([id], 'status_id' => status('task', state))
      rule("… nor by bulk edit (#{state})", state_of(id) == waiting)
    end
    id = task['id']
    offered = @engineer.offered(id).map(&:first) - [waiting.to_s]
    rule('the engineer\'s form offers nothing but waiting', offered.empty?, offered)
    @tam.update(id, 'status_id' => status('task', 'ready'))
    rule('the TAM may override', state_of(id) == status('task', 'ready'))
    page = @engineer.edit_by_form(id, 'status_id' => status('task', 'done'), 'notes' => "first\nsecond")
    rule('then an engineer closes it by form', page.saved? && state_of(id) == status('task', 'done'))
    @engineer.update(id, 'status_id' => status('task', 'in_progress'))
    rule('the engineer reopens it', state_of(id) == status('task', 'in_progress'))
    answer = @engineer.post("/issues/#{id}/relations.json", 'relation' => { 'issue_to_id' => task['id'], 'relation_type' => 'blocks' })
    rule('an engineer cannot make relations', answer.code == 403, answer.code)
  end

  def rights_of_service
    %w[task change].each do |kind|
      states = @ids['statuses'][kind].keys
      id = kind == 'task' ? task['id'] : make('change', 'draft')['id']
      stuck = states.reject do |state|
        @service.update(id, 'status_id' => status(kind, state))
        offered = @service.issue(id, include: 'allowed_statuses')
        all = states.map { |one| status(kind, one) }
        offered['status']['id'] == status(kind, state) && (all - offered['allowed_statuses'].map { |one| one['id'] }).empty?
      end
      rule("Estafeta takes a #{kind} from every state to every other", stuck.empty?, stuck)
    end
    one, other = task['id'], task['id']
    made = @service.post("/issues/#{one}/relations.json", 'relation' => { 'issue_to_id' => other, 'relation_type' => 'blocks' })
    rule('Estafeta links tasks', made.code == 201, made.body)
    rule('… and unlinks them', @service.delete("/relations/#{made.body['relation']['id']}.json").ok?)
    rule('Estafeta cannot delete an issue', @service.delete("/issues/#{one}.json").code == 403)
    child = make('task', 'waiting', { 'parent_issue_id' => make('change', 'draft')['id'] })
    rule('Estafeta makes children of a change', !child['parent'].nil?)
  end

  def read_only_fields
    id = task['id']
    key = field_of(@service.issue(id), 'task_key')
    [@engineer, @tam].each do |person|
      person.update(id, 'custom_fields' => [{ 'id' => field('task_key'), 'value' => 'mine' }])
      person.edit_by_form(id, "custom_field_values][#{field('task_key')}" => 'mine')
      rule("#{person.role}: the task key cannot be changed", field_of(@service.issue(id), 'task_key') == key)
    end
    found = @service.issues("status_id=*&cf_#{field('task_key')}=#{key}").map { |one| one['id'] }
    rule('a task is found by its key', found == [id], found)
    rule('a key nobody has finds nothing', @service.issues("status_id=*&cf_#{field('task_key')}=#{key}0none").empty?)
    change = make('change', 'draft')['id']
    @tam.update(change, 'custom_fields' => [{ 'id' => field('change_plan'), 'value' => 'mine' },
                                            { 'id' => field('change_parameters'), 'value' => 'system: a' }])
    seen = @service.issue(change)
    rule('the TAM writes the parameters', field_of(seen, 'change_parameters') == 'system: a')
    rule('… but not the plan', field_of(seen, 'change_plan').to_s.empty?)
  end

  def who_sees_what
    change = make('change', 'draft')['id']
    work = task['id']
    rule('a client does not see changes and tasks', [change, work].all? { |id| @client.get("/issues/#{id}.json").code == 403 })
    kinds = @client.issues('status_id=*&limit=100').map { |one| one['tracker']['id'] }.uniq
    rule('a client lists only own kinds', (kinds & [tracker('change'), tracker('task')]).empty? && kinds.any?, kinds)
    answer = @client.create('project_id' => @project, 'tracker_id' => tracker('task'), 'subject' => 'verify forbidden')
    rule('a client cannot make a task', answer.body.dig('issue', 'tracker', 'id') != tracker('task'), answer.body)
    incident = make('incident', 'new', {}, who: @client)['id']
    sla = [{ 'id' => field('sla_response'), 'value' => 'running' }, { 'id' => field('sla_told'), 'value' => 'response 75%' }]
    @service.update(incident, 'custom_fields' => sla)
    rule('staff see SLA fields', field_of(@engineer.issue(incident), 'sla_response') == 'running')
    seen = @client.issue(incident)
    rule('a client sees neither SLA fields nor their history', field_of(seen, 'sla_response').nil? && seen['journals'].empty?)
    own = (seen['custom_fields'] || []).map { |one| one['name'] }
    rule('a client sees none of Estafeta\'s fields', own.empty?, own)
    @engineer.update(incident, 'status_id' => status('incident', 'resolved'), 'assigned_to_id' => @group)
    @service.update(incident, 'custom_fields' => [{ 'id' => field('sla_response'), 'value' => 'met' }])
    rule('Estafeta writes SLA fields of a finished incident', field_of(@service.issue(incident), 'sla_response') == 'met')
    @client.update(incident, 'status_id' => status('incident', 'closed'))
    rule('a client closes what is resolved', state_of(incident) == status('incident', 'closed'))
  end

  def private_notes
    incident = make('incident', 'new', {}, who: @client)['id']
    @service.update(incident, 'notes' => 'for staff only', 'private_notes' => true)
    rule('a private note of Estafeta is private', @service.issue(incident)['journals'].last['private_notes'] == true)
    rule('the engineer reads it', @engineer.issue(incident)['journals'].any? { |one| one['notes'] == 'for staff only' })
    rule('the client does not', @client.issue(incident)['journals'].none?)
    journal = @service.issue(incident)['journals'].last['id']
    edited = @service.put("/journals/#{journal}.json", 'journal' => { 'notes' => 'for staff only, edited' })
    rule('Estafeta edits its own note', edited.ok?, edited.code)
  end

  def plans
    staff = @ids['projects']['staff']
    title = "Change-verify-#{@run}"
    written = @service.put("/projects/#{staff}/wiki/#{title}.json", 'wiki_page' => { 'text' => "h1. A plan of relay\n\n|_. Task |_. State |" })
    rule('Estafeta writes a plan in the staff project', written.code == 201, written.body)
    rule('the TAM and an engineer read it', [@tam, @engineer].all? { |one| one.get("/projects/#{staff}/wiki/#{title}.json").code == 200 })
    rule('a client does not', @client.get("/projects/#{staff}/wiki/#{title}.json").code == 403)
    identifier = @service.get("/projects/#{staff}.json").body['project']['identifier']
    change = make('change', 'draft')['id']
    @service.update(change, 'custom_fields' => [{ 'id' => field('change_plan'), 'value' => "{{include(#{identifier}:#{title})}}" }])
    rule('the change shows it', @tam.open("/issues/#{change}").text.include?('A plan of relay'))
  end

  def queues
    id = task('ready', { 'assigned_to_id' => @group })['id']
    now, may_begin = @ids['queries'].values_at('now', 'may_begin')
    rule('the query Now holds the group\'s tasks', @engineer.issues("query_id=#{now}&limit=100").any? { |one| one['id'] == id })
    rule('the query May begin does', @engineer.issues("query_id=#{may_begin}&limit=100&sort=id:desc").any? { |one| one['id'] == id })
    incident = make('incident', 'new')['id']
    incidents, unassigned = @ids['queries'].values_at('incidents', 'unassigned')
    [['Open incidents by deadline', incidents], ['Incidents nobody has taken', unassigned]].each do |name, query|
      rule("the query #{name} holds a new incident", @engineer.issues("query_id=#{query}&limit=100&sort=id:desc").any? { |one| one['id'] == incident })
    end
    page = @engineer.open("/issues?query_id=#{now}")
    rule('the page of Now opens', page.code == 200 && page.text.include?("/issues/#{id}"))
  end
end

abort "usage: ruby #{$PROGRAM_NAME} URL PEOPLE.json IDS.json KEY_FILE" unless ARGV.size == 4
exit(Verify.new(*ARGV).run ? 0 : 1)
