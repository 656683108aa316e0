# frozen_string_literal: true

# With the plugin, what Estafeta publishes is kept and drawn: on issues, on the client's page, on the departments' pages; for staff,
# and for nobody else. No connector is needed for it: the documents come from the service account.

require 'digest'
require 'time'
require_relative 'support'

class ViewsTest < Acceptance::Test
  DOCUMENTS = '/estafeta/documents.json'

  def with_plugin
    @@plugin ||= redmine.add_plugin(site.file('ids.json'))
  end

  def publish(*documents, by: site.service, drop: [], seen: Time.now)
    with_plugin
    by.post(DOCUMENTS, 'seen' => seen.utc.iso8601, 'put' => documents, 'drop' => drop)
  end

  def publish!(*documents, **more)
    answer = publish(*documents, **more)
    assert_equal 200, answer.code, answer.inspect
    answer.body
  end

  def document(name, texts, project: 'aurora', digest: Digest::SHA256.hexdigest(texts.to_json), made: '2026-11-29T19:58:00Z')
    { 'name' => name, 'project' => project, 'digest' => digest, 'made' => made, 'texts' => texts }
  end

  def there = site.service.get(DOCUMENTS).body['documents']

  rule 'what is published is kept until it is replaced or dropped, and told with its digests' do
    long = { 'en' => { 'title' => 'ж' * 400_000, 'rows' => [['a', nil]] } }
    assert_equal({ 'kept' => 2, 'dropped' => 0 }, publish!(document('desk/aurora', long, digest: 'd1'), document('template/landscape', { 'en' => {} }, project: nil, digest: 't1')))
    assert_equal({ 'desk/aurora' => 'd1', 'template/landscape' => 't1' }, there)
    assert_equal long.to_json, redmine.execute("puts RedmineEstafeta::Document.find_by(name: 'desk/aurora').texts").force_encoding('UTF-8').lines.last.strip
    assert_equal({ 'kept' => 1, 'dropped' => 1 }, publish!(document('desk/aurora', { 'ru' => {} }, digest: 'd2'), drop: %w[template/landscape template/gone]))
    assert_equal({ 'desk/aurora' => 'd2' }, there)
    assert_equal({ 'kept' => 0, 'dropped' => 0 }, publish!)
  end

  rule 'only the service account publishes, and only it is told what is there' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), drop: there.keys)
    %w[tam1 admin network1 aurora1].each do |login|
      assert_equal 403, publish(document('change/2', { 'en' => {} }), by: site[login], drop: ['change/1']).code, login
      assert_equal 403, site[login].get(DOCUMENTS).code, login
    end
    stranger = Estafeta::Person.new(redmine.url, 'nobody', 'key' => 'guessed')
    assert_equal [401, 401], [publish(by: stranger).code, stranger.get(DOCUMENTS).code]
    assert_equal({ 'change/1' => 'kept' }, there)
  end

  rule 'of a request with anything wrong in it nothing is kept, and a sentence says what is wrong' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), drop: there.keys - ['change/1'])
    good = document('change/2', { 'en' => {} })
    wrong = { good.merge('name' => 'change/../2') => '"change/../2" is not a valid name of a document', good.merge('name' => "change/2\n") => 'is not a valid name',
              good.merge('digest' => '') => 'digest of change/2', good.merge('made' => 'today') => 'made of change/2 is not a valid time',
              good.merge('texts' => {}) => 'texts of change/2', good.merge('texts' => { 'en' => 'x' }) => 'texts of change/2',
              good.merge('project' => '../x') => 'project of change/2', 'x' => 'must be an object', good => 'change/3 is there twice' }
    wrong.each do |one, sentence|
      answer = publish(document('change/3', { 'en' => {} }), one, drop: ['change/1', *('change/3' if one == good)])
      assert_equal 422, answer.code, sentence
      assert_includes answer.errors.join, sentence
    end
    assert_includes publish(*Array.new(201) { |n| good.merge('name' => "change/#{n + 10}") }).errors.join, 'at most 200'
    assert_includes site.service.post(DOCUMENTS, 'put' => [good]).errors.join, 'seen is not a valid time'
    assert_equal 422, site.service.post(DOCUMENTS, [1]).code
    assert_equal({ 'change/1' => 'kept' }, there)
  end

  rule 'nothing of what is published stands in Redmine\'s log' do
    publish!(document('change/1', { 'en' => { 'title' => 'For our eyes only' } }))
    log = File.read(redmine.log_file, encoding: 'UTF-8')
    assert_includes log, 'POST "/estafeta/documents.json"'
    refute_includes log, 'For our eyes only'
  end

  # --- pages -----------------------------------------------------------------------------------------------------------------

  # A change with two tasks and an incident, as issues of Redmine.
  def made
    @@made ||= begin
      with_plugin
      change = create('tam1', 'change', 'Landscape')
      { change: change, network: create('tam1', 'task', 'VLAN', 'parent_issue_id' => change), vms: create('tam1', 'task', 'Machines', 'parent_issue_id' => change),
        incident: create('aurora1', 'incident', 'Orders time out') }
    end
  end

  def create(by, kind, subject, more = {})
    answer = site[by].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker(kind), 'subject' => subject }.merge(more))
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  def network
    { 'key' => 'network', 'issue' => made[:network], 'title' => 'VLAN and routing', 'doer' => 'Network', 'state' => 'in_progress', 'state_text' => 'in progress',
      'holder' => 'Alice Adams', 'start' => '2026-12-01T06:00:00Z', 'due' => '2026-12-03T12:00:00Z', 'critical' => true, 'needs' => [],
      'gives' => [{ 'name' => 'vlan', 'title' => 'VLAN id', 'type' => 'integer', 'minimum' => 1, 'maximum' => 4094, 'value' => '' }],
      'owes' => ['VLAN id is missing'] }
  end

  def machines
    { 'key' => 'vms', 'issue' => made[:vms], 'title' => 'Two machines', 'doer' => 'VMware', 'state' => 'waiting', 'state_text' => 'waiting', 'holder' => 'VMware group',
      'needs' => ['network'], 'waits_for' => ['network'], 'outside' => [99],
      'receives' => [{ 'key' => 'network', 'issue' => made[:network], 'name' => 'subnet', 'value' => '10.7.0.0/24' }] }
  end

  def need
    { 'kind' => 'decision', 'kind_text' => 'Decision', 'issue' => made[:network], 'title' => 'VLAN and routing', 'detail' => 'try again or go on', 'since' => '2026-11-28T08:00:00Z' }
  end

  def graph
    { 'width' => 240, 'height' => 200, 'boxes' => [{ 'key' => 'network', 'x' => 0, 'y' => 0, 'width' => 220, 'height' => 53, 'lines' => ['VLAN and', 'routing'] },
                                                   { 'key' => 'vms', 'x' => 0, 'y' => 100, 'width' => 220, 'height' => 53, 'lines' => ['Two machines'] }],
      'arrows' => [{ 'from' => 'network', 'to' => 'vms', 'critical' => true, 'path' => [[110, 53], [110, 70], [110, 80], [110, 100]] }] }
  end

  def change_text
    { 'id' => made[:change], 'title' => 'Landscape', 'state' => 'in_progress', 'state_text' => 'in progress', 'template' => 'landscape', 'version' => 3, 'done' => 3, 'total' => 11,
      'holder' => 'Network', 'forecast' => '2026-12-11', 'promised' => '2026-12-09', 'promise' => ['Two days wait for the client.'], 'trouble' => 'The attachment is gone.',
      'needs' => [need], 'remarks' => ['The window is taken.'], 'tasks' => [network, machines], 'graph' => graph }
  end

  def incident_text
    now = Time.now.utc
    { 'id' => made[:incident], 'title' => 'Orders time out', 'now' => now.iso8601, 'problems' => ['A part of the history is gone.'], 'corrections' => ['Answered at 09:05 by telephone.'],
      'clocks' => [{ 'clock' => 'resolution', 'clock_text' => 'resolution', 'state' => 'at_risk', 'state_text' => 'at risk', 'due' => (now + 90_000).iso8601, 'verdict' => 'Four hours were promised.',
                     'background' => ['Counted on the office calendar.'], 'sums' => ['In total: one hour.'], 'entries' => { 'head' => %w[From To], 'rows' => [['09:00', nil], ['10:00', '11:00']] },
                     'open' => [[now.iso8601, (now + 3630).iso8601], [(now + 86_400).iso8601, (now + 90_000).iso8601]] }] }
  end

  def desk_text
    { 'client' => 'aurora', 'title' => 'Aurora Retail', 'needs' => [need.merge('change' => made[:change])], 'causes' => [need.merge('detail' => 'record the cause')],
      'changes' => [change_text.slice('id', 'title', 'state', 'state_text', 'holder', 'done', 'total', 'forecast', 'promised')] }
  end

  def department_text
    row = { 'issue' => made[:network], 'title' => 'VLAN and routing', 'change' => made[:change], 'since' => '2026-11-28T08:00:00Z' }
    { 'id' => 'network', 'title' => 'Network', 'ready' => [row.merge('state' => 'ready', 'state_text' => 'ready', 'due' => '2026-12-01')], 'coming' => [row.merge('issue' => nil, 'why' => 'not agreed yet')],
      'holds_up' => [row.merge('waiting' => ['Unix group'], 'slips_after' => '2026-12-01')], 'waited' => [{ 'who' => 'Databases', 'time_text' => '3 h', 'tasks' => 2 }] }
  end

  # All of it in one language, each text as `block` would have it.
  def publish_all(language: 'en', seen: Time.now, &block)
    texts = { "change/#{made[:change]}" => change_text, "incident/#{made[:incident]}" => incident_text, 'desk/aurora' => desk_text, 'department/network' => department_text }
    publish!(*texts.map { |name, text| document(name, { language => block ? block.call(text) : text }, project: name.start_with?('department') ? nil : 'aurora') }, seen: seen)
  end

  def issue_page(who, which) = site[who].open("/issues/#{made[which]}").text
  def panel_of(page) = page[%r{<div id="estafeta-panel".*?</section>\s*</div>}m].to_s
  def in_words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')
  def panel(who, which) = in_words(panel_of(issue_page(who, which)))

  def assert_says(text, *words) = words.each { |one| assert_includes text, one }

  rule 'a change shows how far it is, what was promised, what needs its TAM, the order of work and every task' do
    publish_all
    html = panel_of(issue_page('tam1', :change))
    text = in_words(html)
    assert_says text, '3 of 11', '12/11/2026', '12/09/2026 the forecast is 2 days later', 'Two days wait for the client.', 'Estafeta cannot continue: The attachment is gone.', 'The window is taken.',
                "Needs you: 1 Decision ##{made[:network]} VLAN and routing", 'try again or go on', 'All tasks: 2', 'Critical path'
    assert_says html, %(<a href="/issues/#{made[:vms]}"><g class="estafeta-box estafeta-is-waiting">), 'd="M110 53C110 70 110 80 110 100"', '<details class="estafeta-folded" data-key="tasks"'
    assert_includes panel('network1', :change), 'Needs the TAM: 1'
  end

  rule 'a task shows what it is for, what it waits for and got, what it must hand over, and who needs it' do
    publish_all
    assert_says panel('network1', :network), "For the change ##{made[:change]} Landscape (Aurora Retail)", 'a delay here delays the whole change', 'VLAN id is missing',
                'VLAN id not there yet vlan · whole number from 1 to 4094', "Tasks that need this one ##{made[:vms]} Two machines waiting"
    assert_says panel('vmware1', :vms), "Waits for ##{made[:network]} VLAN and routing in progress with Alice Adams, expected 12/03/2026", '#99',
                "subnet 10.7.0.0/24 from ##{made[:network]} Network"
  end

  rule 'an incident shows its clocks with the working time that is left, and how that was counted' do
    publish_all
    html = panel_of(issue_page('network1', :incident))
    assert_says in_words(html), 'resolution at risk', '2 h of working time left', 'Four hours were promised.', 'A part of the history is gone.', 'Corrections Answered at 09:05 by telephone.',
                'Counted on the office calendar. From To 09:00 10:00 11:00 In total: one hour.'
    assert_says html, 'data-open="[[', '<details class="estafeta-folded" data-key="ledger"'
  end

  rule 'each reads it in their language, and in English where it was not said in theirs' do
    publish_all(language: 'ru')
    publish!(document("change/#{made[:change]}", { 'en' => change_text, 'ru' => change_text.merge('promise' => ['Два дня ждали клиента.']) }))
    { 'deputy1' => 'ru', 'manager1' => 'de' }.each { |login, language| site['admin'].put("/users/#{site[login].id}.json", 'user' => { 'language' => language }) }
    assert_says panel('deputy1', :change), 'Два дня ждали клиента.', '3 из 11', 'по прогнозу опоздание 2 дня', 'Ждёт вас: 1'
    assert_says panel('manager1', :change), 'Two days wait for the client.'
    assert_says panel('tam1', :incident), 'Four hours were promised.'
  end

  rule 'when Estafeta has not answered for a while, the pages say since when, and show what was known' do
    publish_all(seen: Time.now - 11 * 60)
    silent = 'Estafeta has not answered since'
    assert_says panel('tam1', :incident), silent, 'Four hours were promised.'
    assert_says in_words(site['tam1'].open('/projects/aurora/estafeta').text), silent, 'Needs you: 1'
    publish!
    refute_includes panel('tam1', :incident), silent
  end

  rule 'without a document an issue\'s page is as it was' do
    publish!(drop: there.keys)
    %i[change network incident].each { |which| assert_empty panel_of(issue_page('tam1', which)) }
    assert_equal 404, site['tam1'].open('/projects/aurora/estafeta').code
    refute_includes issue_page('tam1', :change), '/projects/aurora/estafeta'
  end

  rule 'a client\'s desk and a department have their pages, which staff find by the project\'s tab and the menu at the top' do
    publish_all
    page = issue_page('tam1', :change)
    assert_says page, 'href="/projects/aurora/estafeta"', 'href="/estafeta"'
    assert_says in_words(site['tam1'].open('/projects/aurora/estafeta').text), "Needs you: 1", 'try again or go on', 'Changes under way: 1', '3 of 11', '12/09/2026 the forecast is 2 days later',
                'Causes to record: 1'
    assert_says site['tam1'].open('/estafeta').text, 'href="/projects/aurora/estafeta">Aurora Retail', 'href="/estafeta/departments/network">Network'
    assert_says in_words(site['tam1'].open('/estafeta/departments/network').text), 'May begin now: 1', 'Coming in the next two weeks: 1', 'not agreed yet', 'Others wait for: 1', 'Unix group', 'Databases 3 h 2'
    assert_equal 404, site['tam1'].open('/estafeta/departments/nobody').code
  end

  rule 'who has no business with a client sees nothing of that client' do
    publish_all
    assert_equal 403, site['tam2'].open('/projects/aurora/estafeta').code
    assert_equal 403, site['tam2'].open("/estafeta/issues/#{made[:change]}/panel").code
    refute_includes site['tam2'].open('/estafeta').text, 'Aurora'
    assert_equal 404, site['tam2'].open('/projects/meridian/estafeta').code
    publish!(document("incident/#{made[:incident]}", { 'en' => incident_text }, project: 'meridian'))
    assert_empty panel_of(issue_page('tam1', :incident))
  end

  rule 'a client sees nothing of all this anywhere' do
    publish_all
    page = issue_page('aurora1', :incident)
    assert_includes page, 'Orders time out'
    refute_match(/estafeta/i, page.gsub('plugin_assets', ''))
    ['/estafeta', '/projects/aurora/estafeta', '/estafeta/departments/network', "/estafeta/issues/#{made[:incident]}/panel", "/estafeta/issues/#{made[:change]}/panel"].each do |path|
      assert_includes [403, 404], site['aurora1'].open(path).code, path
    end
  end

  HOSTILE = %q("><script>alert(1)</script><img src=x onerror=alert(2)>'<svg onload=alert(3)>javascript:alert(4))

  # Every text of it but those that pages are found and drawn by.
  def hostile(value, key = nil)
    case value
    when Hash then value.to_h { |name, one| [name, hostile(one, name)] }
    when Array then value.map { |one| hostile(one, key) }
    when String then %w[due start since forecast promised open state now].include?(key) ? value : HOSTILE
    else value
    end
  end

  rule 'whatever a text holds is shown as text, and nothing of the pages is script or style in place' do
    publish_all { |text| hostile(text) }
    pages = %i[change network vms incident].map { |which| panel_of(issue_page('tam1', which)) }
    pages += %w[/projects/aurora/estafeta /estafeta /estafeta/departments/network].map { |path| site['tam1'].open(path).text[%r{<section class="estafeta".*</section>}m] }
    pages.each do |html|
      assert_includes html, '&lt;script&gt;alert(1)'
      refute_match(/<(script|img|iframe|object)\b|<svg[^>]*onload/i, html)
      assert_empty html.scan(/<[^>]*>/).select { |tag| tag.gsub(/"[^"]*"/, '""').match?(/\s(on\w+|style)=|<[^>]*</) }
      assert_empty html.scan(/(?:href|src|action|xlink:href)="([^"]*)"/).flatten.grep_v(%r{\A/(issues|projects|estafeta)(/|\z)})
    end
  end

  rule 'keys that are missing, and values of another kind, leave their part of a page out' do
    odd = [nil, 7, 'x', [], {}, [[]], ['x', nil, {}], true]
    texts = [change_text, incident_text, desk_text, department_text]
    odd.each do |value|
      change, incident, desk, department = texts.map { |text| text.to_h { |key, one| [key, key == 'tasks' ? one.map { |task| task.to_h { |k, v| [k, %w[issue key].include?(k) ? v : value] } } : value] } }
      publish!(document("change/#{made[:change]}", { 'en' => change }), document("incident/#{made[:incident]}", { 'en' => incident }), document('desk/aurora', { 'en' => desk }),
               document('department/network', { 'en' => department }, project: nil))
      paths = %i[change network vms incident].map { |which| "/issues/#{made[which]}" } + %w[/projects/aurora/estafeta /estafeta /estafeta/departments/network]
      paths.each { |path| assert_equal 200, site['tam1'].open(path).code, "#{path} with #{value.inspect}" }
    end
  end

  rule 'a page that stays open is told only of news, and what is not known of an issue yet comes by itself' do
    publish!(drop: there.keys)
    version = ->(html) { html[/data-version="([^"]*)"/, 1] }
    ask = ->(known) { site['tam1'].open("/estafeta/issues/#{made[:incident]}/panel?version=#{CGI.escape(known)}") }
    site['tam1'].update(made[:incident], 'notes' => 'It is slow again.')
    page = issue_page('tam1', :incident)
    assert_match(/data-soon="[1-9]/, page)
    assert_equal 204, ask[version[page]].code
    publish!(document("incident/#{made[:incident]}", { 'en' => incident_text }))
    news = ask[version[page]]
    assert_equal 200, news.code
    assert_includes in_words(news.text), 'Four hours were promised.'
    assert_equal version[news.text], version[issue_page('tam1', :incident)]
    assert_equal 204, ask[version[news.text]].code
  end

  rule 'after somebody saved an issue, its page says that Estafeta is looking at it, until it has' do
    publish_all(seen: Time.now - 60)
    site['tam1'].update(made[:incident], 'notes' => 'And again.')
    assert_includes panel('tam1', :incident), 'Estafeta is looking at what was saved'
    publish!(seen: Time.now + 1)
    refute_includes panel('tam1', :incident), 'Estafeta is looking at what was saved'
  end

  # Ruby within Redmine that answers pages to the TAM.
  WITHIN = <<~RUBY
    ApplicationController.prepend(Module.new { def find_current_user = User.find_by_login('tam1') })
    page = lambda do |path, root = ''|
      status, _, body = Rails.application.call(Rack::MockRequest.env_for(path, 'SCRIPT_NAME' => root, 'HTTP_HOST' => 'localhost'))
      raise "\#{path}: \#{status}" unless status == 200
      text = +''
      body.each { |part| text << part }
      text
    end
  RUBY

  rule 'below another address than the root, all links lead below it' do
    publish_all
    paths = %i[change network vms incident].map { |which| "/issues/#{made[which]}" } + %w[/projects/aurora/estafeta /estafeta /estafeta/departments/network]
    html = redmine.execute("#{WITHIN}\n#{paths.inspect}.each { |path| puts page[path, '/tracker'] }").force_encoding('UTF-8')
    links = html.scan(/(?:href|data-url)="([^"]*)"/).flatten.grep(%r{estafeta|/issues/\d+}).grep_v(/plugin_assets|assets|^#|back_url/)
    assert_operator links.size, :>, 20
    assert_empty links.grep_v(%r{\A(http://localhost)?/tracker/})
  end

  rule 'a page with the panel takes as many queries for many tasks as for two, and few more than without the plugin' do
    publish_all
    many = Array.new(60) { |n| machines.merge('key' => "t#{n}", 'issue' => 1000 + n) }
    document = ->(tasks) { change_text.merge('tasks' => [network, machines] + tasks, 'needs' => Array.new(tasks.size + 1, need)) }
    answer = redmine.execute(<<~RUBY)
      #{WITHIN}
      count = lambda do |path|
        page[path] # what is read once
        queries = 0
        counter = ->(*, about) { queries += 1 unless about[:name] == 'SCHEMA' || about[:cached] }
        ActiveSupport::Notifications.subscribed(counter, 'sql.active_record') { page[path] }
        queries
      end
      paths = #{%i[change network incident].map { |which| "/issues/#{made[which]}" }.inspect}
      keep = ->(text) { RedmineEstafeta::Document.find_by(name: 'change/#{made[:change]}').update!(texts: text) }
      few = paths.map(&count)
      keep.call(#{JSON.generate('en' => document[many]).dump})
      many = paths.map(&count)
      RedmineEstafeta::Panel.define_singleton_method(:of) { |_| nil }
      RedmineEstafeta::Readers.define_singleton_method(:anywhere?) { false }
      RedmineEstafeta::Document.define_singleton_method(:desk?) { |_| false }
      puts "QUERIES \#{few.join(' ')} \#{many.join(' ')} \#{paths.map(&count).join(' ')}"
    RUBY
    few, many, without = answer[/QUERIES (.*)/, 1].split.map(&:to_i).each_slice(3).to_a
    puts "queries of a change, a task, an incident: #{many.inspect}, without: #{without.inspect}"
    assert_equal few, many
    many.zip(without).each { |with, one| assert_operator with - one, :<=, 6 }
  end

  rule 'uninstalled, it leaves no document and no permission, and pages open before the restart too' do
    publish_all
    redmine.rake('estafeta:uninstall')
    assert_equal 200, site['tam1'].open("/issues/#{made[:change]}").code
    left = "puts [ActiveRecord::Base.connection.tables.grep(/estafeta/).size, Role.all.count { |one| one.permissions.include?(:view_estafeta) }].join(' ')"
    assert_equal '0 0', redmine.execute(left).lines.last.strip
  end
end
