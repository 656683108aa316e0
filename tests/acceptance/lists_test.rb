# frozen_string_literal: true

# With the plugin, Redmine's lists of issues have columns, filters, orders and groups of what Estafeta knows: for staff, where they may
# see it, and for nobody else. No connector is needed for it: the documents come from the service account.

require 'cgi'
require 'csv'
require 'digest'
require 'time'
require_relative 'support'

class ListsTest < Acceptance::Test
  with_plugin

  COLUMNS = %w[id subject estafeta_sla estafeta_left estafeta_waits_for estafeta_change].freeze

  def publish!(texts, drop: [], project: 'aurora')
    put = texts.map do |name, text|
      { 'name' => name, 'project' => project, 'digest' => Digest::SHA256.hexdigest(text.to_json), 'made' => Time.now.utc.iso8601, 'texts' => { 'en' => text } }
    end
    answer = site.service.post('/estafeta/documents.json', 'seen' => Time.now.utc.iso8601, 'put' => put, 'drop' => drop)
    assert_equal 200, answer.code, answer.inspect
  end

  def create(by, kind, subject, more = {})
    answer = site[by].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker(kind), 'subject' => subject }.merge(more))
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  def at(minutes) = (Time.now.utc + (minutes * 60)).iso8601

  def clock(state, **more) = { 'clock' => 'resolution', 'state' => state }.merge(more.transform_keys(&:to_s))
  def incident(id, *clocks) = { 'id' => id, 'title' => "Incident #{id}", 'clocks' => clocks }

  # Six incidents by how they stand, and a change whose second task waits for its first.
  def made
    @@made ||= begin
      ids = %i[at_risk breached running paused met unknown].to_h { |state| [state, create('aurora1', 'incident', "Orders #{state}")] }
      change = create('tam1', 'change', 'Landscape')
      network, vms = %w[VLAN Machines].map { |subject| create('tam1', 'task', subject, 'parent_issue_id' => change) }
      ids.merge(change: change, network: network, vms: vms)
    end
  end

  def published
    @@published ||= begin
      texts = made.slice(:at_risk, :breached, :running, :paused, :met).to_h { |state, id| ["incident/#{id}", incident(id, *clocks[state])] }
      texts["change/#{made[:change]}"] = { 'id' => made[:change], 'tasks' => [
        { 'key' => 'network', 'issue' => made[:network], 'title' => 'VLAN and routing', 'holder' => 'Network group', 'waits_for' => [] },
        { 'key' => 'vms', 'issue' => made[:vms], 'title' => 'Two machines', 'holder' => 'VMware group', 'waits_for' => ['network'] }
      ] }
      publish!(texts)
      true
    end
  end

  # A day goes by until the clock at risk ends, of which an hour and a half is working time.
  def clocks
    { at_risk: [clock('met', stopped_at: at(-60)), clock('at_risk', due: at(1440), open: [[at(-60), at(30.5)], [at(1380), at(1440)]])],
      breached: [clock('breached', due: at(-180.5), breached_at: at(-180.5))],
      running: [clock('running', due: at(2880.5), open: [])],
      paused: [clock('met', stopped_at: at(-60)), clock('paused')],
      met: [clock('met', stopped_at: at(-60)), clock('none')] }
  end

  def path(columns: COLUMNS, filters: {}, project: 'aurora', format: nil, **more)
    published
    query = columns.map { |one| ['c[]', one] } + [%w[set_filter 1]]
    filters.each { |name, (operator, *values)| query += [['f[]', name], ["op[#{name}]", operator]] + values.map { |one| ["v[#{name}][]", one] } }
    query += more.map { |name, value| [name.to_s, value] }
    "#{"/projects/#{project}" if project}/issues#{".#{format}" if format}?#{URI.encode_www_form(query)}"
  end

  # The list as its file has it: rows by their subjects, each a text by its column.
  def listed(by: 'tam1', **more)
    table = CSV.parse(site[by].open(path(format: 'csv', **more)).text.force_encoding('UTF-8'), headers: true)
    table.to_h { |row| [row['Subject'], row.to_h] }
  end

  def subjects(**more) = listed(**more).keys

  rule 'a list says how each incident stands and how long it has left, and of a task its change and what it waits for' do
    rows = listed
    sla = rows.transform_values { |row| row.values_at('SLA', 'Time left (SLA)') }
    assert_equal ['at risk', '1 h 30 min left'], sla['Orders at_risk'], 'working time'
    assert_equal ['breached', 'breached 3 h ago'], sla['Orders breached']
    assert_equal ['running', '48 h left'], sla['Orders running'], 'by the clock on the wall, where no hours are told'
    assert_equal %w[paused paused], sla['Orders paused']
    assert_equal ['met', ''], sla['Orders met']
    assert_equal ['', ''], sla['Orders unknown']
    assert_equal ["##{made[:network]} VLAN and routing (Network group)", "##{made[:change]} Landscape"], rows['Machines'].values_at('Waits for', 'Change')
    assert_equal ['', "##{made[:change]} Landscape"], rows['VLAN'].values_at('Waits for', 'Change')
    page = site['tam1'].open(path).text
    assert_includes page, '<span class="estafeta-state estafeta-is-at_risk">at risk</span>'
    assert_includes page, %(<a href="/issues/#{made[:network]}">##{made[:network]}</a> VLAN and routing (Network group))
    assert_equal 200, site['tam1'].open(path(format: 'pdf')).code
  end

  rule 'a list is sorted by what runs out first and by what is worst; issues without a clock come last' do
    assert_equal ['Orders breached', 'Orders at_risk', 'Orders running'], subjects(sort: 'estafeta_left,id').first(3)
    assert_equal %w[breached at_risk running paused met].map { |one| "Orders #{one}" }, subjects(sort: 'estafeta_sla').first(5)
  end

  rule 'a list is narrowed by SLA, by its due day, by what is waited for and by the change' do
    assert_equal ['Orders breached', 'Orders at_risk'], subjects(sort: 'estafeta_left', filters: { 'estafeta_sla' => %w[= breached at_risk] })
    assert_equal ['Orders unknown'], subjects(filters: { 'estafeta_sla' => ['!*', ''], 'tracker_id' => ['=', site.tracker('incident')] })
    assert_equal ['Orders met', 'Orders paused', 'Orders unknown'],
                 subjects(filters: { 'estafeta_left' => ['!*', ''], 'tracker_id' => ['=', site.tracker('incident')] }).sort
    assert_includes subjects(filters: { 'estafeta_left' => ['>t-', '2'] }), 'Orders breached'
    assert_equal ['Machines'], subjects(filters: { 'estafeta_waits_for' => ['=', made[:network]] })
    assert_equal ['Machines'], subjects(filters: { 'estafeta_waits_for' => ['*', ''] })
    assert_equal %w[Machines VLAN], subjects(filters: { 'estafeta_change' => ['=', made[:change]] }).sort
    refute_includes subjects(filters: { 'estafeta_change' => ['!', made[:change]] }), 'VLAN'
    values = JSON.parse(site['tam1'].open('/queries/filter?project_id=aurora&type=IssueQuery&name=estafeta_waits_for').text)
    assert_equal [["##{made[:network]} VLAN", made[:network].to_s]], values
  end

  # How many issues the groups of a list have, by what stands above each.
  def groups(path)
    site['tam1'].open(path).text.scan(%r{<span class="name">(.*?)</span>\s*<span class="badge badge-count count">(\d+)</span>}m).to_h { |name, count| [name.gsub(/<[^>]*>/, ''), count] }
  end

  rule 'a list is grouped by SLA and by change, each group with its count' do
    by_sla = groups(path(group_by: 'estafeta_sla'))
    assert_equal({ 'breached' => '1', 'at risk' => '1', 'running' => '1', 'paused' => '1', 'met' => '1' }, by_sla.reject { |name, _| name.include?('blank') })
    by_change = groups(path(group_by: 'estafeta_change'))
    assert_equal '2', by_change["Change ##{made[:change]}: Landscape"]
  end

  rule 'a client finds no column, filter, order or group of it, in pages, files, feeds and REST' do
    page = site['aurora1'].open(path(sort: 'estafeta_left', group_by: 'estafeta_sla')).text
    assert_empty page.gsub(%r{/issues[^"]*|<input type="hidden"[^>]*>}, '').scan(/.{60}(?:estafeta|at risk).{60}/i)
    file = site['aurora1'].open(path(format: 'csv')).text
    refute_match(/SLA|at risk|left|Waits/, file)
    feed = site['aurora1'].open(path(format: 'atom')).text
    refute_match(/at risk|Waits for/, feed)
    plain = site['aurora1'].issues('project_id=aurora&sort=id').map { |one| one['id'] }
    assert_equal plain, site['aurora1'].issues('project_id=aurora&sort=id&estafeta_sla=at_risk').map { |one| one['id'] }
    assert_equal [made[:at_risk]], site['tam1'].issues('project_id=aurora&estafeta_sla=at_risk').map { |one| one['id'] }
    refute_includes site['aurora1'].open('/queries/filter?project_id=aurora&type=IssueQuery&name=estafeta_waits_for').text.to_s, 'VLAN'
  end

  # Somebody of the staff of one client only; the other client's issues are public to them.
  rule 'what stands in a project where somebody may not see it stays empty, in filters and orders too' do
    published
    redmine.execute(<<~RUBY)
      guest = Role.create!(name: 'Guest', permissions: %i[view_issues], issues_visibility: 'all')
      Member.where(project: Project.find('aurora'), user: User.find_by_login('network1')).destroy_all
      Member.create!(project: Project.find('aurora'), principal: User.find_by_login('vmware1'), roles: [guest]) rescue nil
      user = User.new(login: 'half', firstname: 'Half', lastname: 'Way', mail: 'half@example.org', password: 'half-way-1', admin: false)
      user.save!
      Member.create!(project: Project.find('aurora'), principal: user, roles: [guest])
      Member.create!(project: (Project.active - [Project.find('aurora')]).first, principal: user, roles: [Role.find(#{site.ids['roles']['engineer']})])
    RUBY
    answer = redmine.execute(<<~RUBY)
      User.current = User.find_by_login('half')
      query = IssueQuery.new(name: '_', column_names: %i[id estafeta_sla])
      puts "OFFERED \#{query.available_columns.map(&:name).include?(:estafeta_sla)}"
      puts "ROWS \#{query.issues.map { |one| one.estafeta_row }.compact.size} of \#{query.issues.size}"
      query.add_filter('estafeta_sla', '*', [''])
      puts "FILTERED \#{query.issue_count}"
      query = IssueQuery.new(name: '_', column_names: %i[id], sort_criteria: [%w[estafeta_left asc]])
      puts "SORTED \#{query.issues.map(&:id) == query.issues.map(&:id).sort.reverse}"
    RUBY
    assert_includes answer, 'OFFERED true'
    assert_match(/ROWS 0 of [1-9]/, answer)
    assert_includes answer, 'FILTERED 0'
    assert_includes answer, 'SORTED true'
  end

  rule 'the duty finds what is at risk or breached behind one link, and a client sees neither link nor query' do
    published
    link = site['tam1'].open('/estafeta').text[%r{<a href="(/issues\?query_id=\d+)">SLA: at risk and breached</a>}, 1]
    refute_nil link
    page = site['tam1'].open(link).text
    assert_equal ['Orders at_risk', 'Orders breached'], page.scan(/>(Orders \w+)</).flatten.uniq
    assert_equal 403, site['aurora1'].open(link).code
    refute_includes site['aurora1'].open('/issues').text, 'SLA: at risk and breached'
  end

  rule 'what is published anew replaces what a list said, and what is dropped is gone from it' do
    published
    publish!({ "incident/#{made[:paused]}" => incident(made[:paused], clock('met', stopped_at: at(-1))) })
    assert_equal 'met', listed['Orders paused']['SLA']
    publish!({}, drop: ["change/#{made[:change]}"])
    assert_equal [''], listed.values_at('Machines', 'VLAN').map { |row| row['Change'].to_s }.uniq
    publish!({ "change/#{made[:change]}" => { 'id' => made[:change], 'tasks' => [{ 'key' => 'vms', 'issue' => made[:vms] }] } })
    assert_equal ["##{made[:change]} Landscape", ''], listed.values_at('Machines', 'VLAN').map { |row| row['Change'].to_s }
    publish!({ "incident/#{made[:paused]}" => incident(made[:paused], clock('paused')) })
  end

  rule 'whatever a text holds is shown as text' do
    published
    hostile = '<script>alert(1)</script>'
    publish!({ "change/#{made[:change]}" => { 'id' => made[:change], 'tasks' => [
      { 'key' => 'network', 'issue' => made[:network], 'title' => hostile, 'holder' => hostile, 'waits_for' => [] },
      { 'key' => 'vms', 'issue' => made[:vms], 'title' => 'Two machines', 'waits_for' => ['network'] }
    ] } })
    assert_equal 204, site['tam1'].update(made[:change], 'subject' => hostile).code
    cells = site['tam1'].open(path(group_by: 'estafeta_change')).text[%r{<table class="list issues.*</table>}m]
    assert_operator cells.scan('&lt;script&gt;alert(1)').size, :>=, 4
    refute_includes cells, '<script'
    assert_equal 204, site['tam1'].update(made[:change], 'subject' => 'Landscape').code
  end

  rule 'a table that is made anew is filled from the documents that are there' do
    published
    rows = "puts RedmineEstafeta::Row.order(:issue_id).map { |one| one.attributes.except('id').to_json }"
    before = redmine.execute(rows)
    redmine.execute("Redmine::Plugin.migrate('redmine_estafeta', 2)")
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}")
    assert_operator before.lines.size, :>=, 6
    assert_equal before, redmine.execute(rows)
    assert_equal '1', redmine.execute("puts IssueQuery.where(name: 'SLA: at risk and breached').count").lines.last.strip
  end

  rule 'a list of a hundred issues takes as many queries as one of ten, and hardly longer than without the columns' do
    published
    answer = redmine.execute(<<~RUBY)
      User.current = User.find_by_login('tam1')
      aurora = Project.find('aurora')
      tracker = Tracker.find(#{site.tracker('incident')})
      made = Array.new(100) { |n| Issue.create!(project: aurora, tracker: tracker, author: User.current, subject: "Load \#{n}", priority: IssuePriority.first, status: tracker.default_status) }
      now = Time.now.utc
      hours = Array.new(10) { |n| [(now + n * 86_400).iso8601, (now + n * 86_400 + 3600).iso8601] }
      made.each do |one|
        clock = { 'clock' => 'resolution', 'state' => 'running', 'due' => (now + 864_000).iso8601, 'open' => hours }
        text = { 'en' => { 'id' => one.id, 'clocks' => [clock] } }
        RedmineEstafeta::Document.create!(name: "incident/\#{one.id}", project: 'aurora', digest: 'x', made_on: now, texts: JSON.generate(text))
      end
      RedmineEstafeta::Row.keep(RedmineEstafeta::Document.where(digest: 'x').to_a)
      ApplicationController.prepend(Module.new { def find_current_user = User.find_by_login('tam1') })
      page = lambda do |path|
        status, _, body = Rails.application.call(Rack::MockRequest.env_for(path, 'HTTP_HOST' => 'localhost'))
        text = +''
        body.each { |part| text << part }
        raise "\#{path}: \#{status}" unless status == 200
        text
      end
      plain = '/projects/aurora/issues?set_filter=1&sort=id:desc&' + (%w[id] + Setting.issue_list_default_columns).map { |one| "c[]=\#{one}" }.join('&')
      full = plain + '&c[]=estafeta_sla&c[]=estafeta_left&c[]=estafeta_waits_for&c[]=estafeta_change'
      count = lambda do |path|
        page[path]
        queries = 0
        counter = ->(*, about) { queries += 1 unless about[:name] == 'SCHEMA' || about[:cached] }
        ActiveSupport::Notifications.subscribed(counter, 'sql.active_record') { page[path] }
        queries
      end
      spent = lambda do |path|
        began = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
        page[path]
        Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - began
      end
      raise 'too few rows' unless page[full + '&per_page=100'].scan('estafeta-is-running').size == 100
      puts "QUERIES \#{count[full + '&per_page=10']} \#{count[full + '&per_page=100']} \#{count[plain + '&per_page=100']}"
      times = [plain, full].to_h { |path| [path, []] }
      15.times { times.each { |path, all| all << spent[path + '&per_page=100'] } }
      puts "TIMES \#{times.values.map { |all| (all.sort[all.size / 2] * 1000).round(1) }.join(' ')}"
    RUBY
    ten, hundred, without = answer[/QUERIES (.*)/, 1].split.map(&:to_i)
    plain, full = answer[/TIMES (.*)/, 1].split.map(&:to_f)
    puts "queries of 10: #{ten}, of 100: #{hundred}, without the columns: #{without}; CPU of 100: #{full} ms, without: #{plain} ms, #{(full / plain).round(2)} times"
    assert_equal ten, hundred
    assert_operator hundred - without, :<=, 3
  end

  rule 'uninstalled, it leaves neither query nor filter of its own behind' do
    published
    redmine.execute(<<~RUBY)
      User.current = User.find_by_login('tam1')
      query = IssueQuery.new(name: 'Mine', column_names: %i[id estafeta_sla], group_by: 'estafeta_sla', sort_criteria: [%w[estafeta_left asc]])
      query.add_filter('estafeta_sla', '=', ['at_risk'])
      query.user = User.current
      query.save!
    RUBY
    redmine.rake('estafeta:uninstall')
    redmine.remove_plugin
    answer = redmine.execute(<<~RUBY)
      puts "LEFT \#{IssueQuery.pluck(:name).sort}"
      mine = IssueQuery.find_by(name: 'Mine')
      puts "MINE \#{[mine.filters.keys, mine.column_names, mine.group_by, mine.sort_criteria.to_a, (mine.issue_count; nil)].compact.inspect}"
    RUBY
    refute_includes answer, 'SLA: at risk'
    assert_includes answer, 'MINE [["status_id"], [:id], [["id", "desc"]]]'
  end
end
