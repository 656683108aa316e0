# frozen_string_literal: true

# With the plugin, what Estafeta publishes is kept and drawn: on issues, on the client's page, on the departments' pages; for staff,
# and for nobody else. No connector is needed for it: the documents come from the service account.

require 'digest'
require_relative 'support'
require_relative 'view_documents'

class ViewsTest < Acceptance::Test
  with_plugin

  include Acceptance::ViewDocuments

  DOCUMENTS = '/estafeta/documents.json'
  DESK = '/projects/aurora/estafeta'
  INDEX = '/estafeta'
  DEPARTMENT = '/estafeta/departments/network'
  DOSSIER = '/projects/aurora/estafeta/dossier'
  SLA = ['/projects/aurora/estafeta/sla', '/estafeta/sla', '/estafeta/board'].freeze

  def publish(*documents, by: site.service, drop: [], seen: Time.now, zone: nil)
    by.post(DOCUMENTS, 'seen' => seen.utc.iso8601, 'zone' => zone, 'put' => documents, 'drop' => drop)
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

  # --- documents -------------------------------------------------------------------------------------------------------------

  rule 'what is published is kept until it is replaced or dropped, and told with its digests' do
    long = { 'en' => { 'title' => 'ж' * 400_000, 'rows' => [['a', nil]] } }
    desk = document('desk/aurora', long, digest: 'd1')
    template = document('template/landscape', { 'en' => {} }, project: nil, digest: 't1')
    assert_equal({ 'kept' => 2, 'dropped' => 0 }, publish!(desk, template))
    assert_equal({ 'desk/aurora' => 'd1', 'template/landscape' => 't1' }, there)
    kept = redmine.execute("puts RedmineEstafeta::Document.find_by(name: 'desk/aurora').texts").force_encoding('UTF-8')
    assert_equal long.to_json, kept.lines.last.strip
    again = document('desk/aurora', { 'ru' => {} }, digest: 'd2')
    assert_equal({ 'kept' => 1, 'dropped' => 1 }, publish!(again, drop: %w[template/landscape template/gone]))
    assert_equal({ 'desk/aurora' => 'd2' }, there)
    assert_equal({ 'kept' => 0, 'dropped' => 0 }, publish!)
  end

  rule 'only the service account publishes, and only it is told what is there' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), drop: there.keys - ['change/1'])
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
    wrong = { good.merge('name' => 'change/../2') => '"change/../2" is not a valid name of a document',
              good.merge('name' => "change/2\n") => 'is not a valid name',
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

  rule 'documents of kinds that only a newer Estafeta has are kept, and hold up no others' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), document('later/aurora', { 'en' => {} }, digest: 'kept'), drop: there.keys - ['change/1'])
    assert_equal({ 'change/1' => 'kept', 'later/aurora' => 'kept' }, there)
    publish!(drop: ['later/aurora'])
  end

  rule 'nothing of what is published stands in Redmine\'s log' do
    publish!(document('change/1', { 'en' => { 'title' => 'For our eyes only' } }))
    log = File.read(redmine.log_file, encoding: 'UTF-8')
    assert_includes log, 'POST "/estafeta/documents.json"'
    refute_includes log, 'For our eyes only'
  end

  # --- pages -----------------------------------------------------------------------------------------------------------------

  # The issues that documents are about.
  def made
    @@made ||= begin
      change = create('tam1', 'change', 'Landscape')
      network, vms = %w[VLAN Machines].map { |subject| create('tam1', 'task', subject, 'parent_issue_id' => change) }
      { change: change, network: network, vms: vms, incident: create('aurora1', 'incident', 'Orders time out') }
    end
  end

  def create(by, kind, subject, more = {})
    answer = site[by].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker(kind), 'subject' => subject }.merge(more))
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  # Documents of all kinds in one language, each text as the block would have it.
  def publish_all(language: 'en', seen: Time.now)
    texts = { "change/#{made[:change]}" => change_text, "incident/#{made[:incident]}" => incident_text,
              'desk/aurora' => desk_text, 'dossier/aurora' => dossier_text, 'department/network' => department_text,
              'figures/aurora-2026-10' => figures_text, 'forecast/aurora' => forecast_text }
    documents = texts.map do |name, text|
      document(name, { language => block_given? ? yield(text) : text }, project: ('aurora' unless name.start_with?('department')))
    end
    publish!(*documents, seen: seen)
  end

  def all_paths = made.values.map { |id| "/issues/#{id}" } + [DESK, DOSSIER, INDEX, DEPARTMENT, *SLA]

  def issue_page(who, which) = site[who].open("/issues/#{made[which]}").text
  def panel_of(page) = page[%r{<div id="estafeta-panel".*?</section>\s*</div>}m].to_s
  def in_words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')
  def panel(who, which) = in_words(panel_of(issue_page(who, which)))
  def page(who, path) = in_words(site[who].open(path).text)

  def assert_says(text, *words) = words.each { |one| assert_includes text, one }

  rule 'a change shows how far it is, what was promised, what needs its TAM, the order of work and every task' do
    publish_all
    html = panel_of(issue_page('tam1', :change))
    assert_says in_words(html), '3 of 11', '12/11/2026', '12/09/2026 the forecast is 2 days later', 'Two days wait for the client.',
                'Estafeta cannot continue: The attachment is gone.', "##{made[:network]} waits for the window.",
                "Needs you: 1 Decision ##{made[:network]} VLAN and routing", 'try again or go on', 'All tasks: 2', 'Critical path'
    assert_says html, %(<a href="/issues/#{made[:vms]}"><g class="estafeta-box estafeta-is-waiting">),
                'd="M110 53C110 70 110 80 110 100"',
                %(<a href="/issues/#{made[:network]}">##{made[:network]}</a> waits for the window.), '<details class="estafeta-folded" data-key="tasks"'
    assert_includes panel('network1', :change), 'Needs the TAM: 1'
  end

  rule 'a task shows what it is for, what it waits for and got, what it must hand over, and who needs it' do
    publish_all
    assert_says panel('network1', :network), "For the change ##{made[:change]} Landscape (Aurora Retail)",
                'a delay here delays the whole change', 'Still needed: the value “vlan” (VLAN id)',
                'VLAN id not there yet vlan · whole number from 1 to 4094', "Tasks that need this one ##{made[:vms]} Two machines waiting"
    assert_says panel('vmware1', :vms), "##{made[:network]} VLAN and routing in progress with Alice Adams, expected 12/03/2026", '#99',
                "subnet 10.7.0.0/24 from ##{made[:network]} Network"
  end

  rule 'an incident shows its clocks with the working time that is left, and how that was counted' do
    publish_all
    html = panel_of(issue_page('network1', :incident))
    assert_says in_words(html), 'resolution at risk', '2 h of working time left', 'Four hours were promised.',
                'A part of the history is gone.', 'Corrections Answered at 09:05 by telephone.',
                'Counted on the office calendar. From To 09:00 10:00 11:00 In total: one hour.'
    assert_says html, 'data-open="[[', '<details class="estafeta-folded" data-key="ledger"'
  end

  rule 'each reads it in their language, and in English where it was not said in theirs' do
    publish_all
    russian = change_text.merge('promise' => ['Два дня ждали клиента.'])
    publish!(document("change/#{made[:change]}", { 'en' => change_text, 'ru' => russian }))
    { 'deputy1' => 'ru', 'manager1' => 'de' }.each do |login, language|
      site['admin'].put("/users/#{site[login].id}.json", 'user' => { 'language' => language })
    end
    assert_says panel('deputy1', :change), 'Два дня ждали клиента.', '3 из 11', 'по прогнозу на 2 дня позже', 'Ждёт вас: 1'
    assert_says panel('deputy1', :incident), 'Four hours were promised.'
    assert_says panel('manager1', :change), 'Two days wait for the client.'
    publish!(document("change/#{made[:change]}", { 'ru' => russian }))
    assert_says panel('tam1', :change), 'Два дня ждали клиента.', '3 of 11'
  end

  rule 'times are those of the zone in which Estafeta writes, and who lives by another clock is told which that is' do
    publish_all
    publish!(zone: 'Asia/Tokyo')
    assert_says panel('vmware1', :vms), 'expected 12/03/2026 09:00 PM', 'Asia/Tokyo'
    assert_says page('tam1', DESK), '11/28/2026 05:00 PM', 'Asia/Tokyo'
    publish!(zone: 'UTC')
    assert_says panel('vmware1', :vms), 'expected 12/03/2026 12:00 PM'
    refute_includes panel('vmware1', :vms), 'UTC'
  end

  rule 'when Estafeta has not answered for a while, the pages say since when, and show what was known' do
    publish_all(seen: Time.now - 11 * 60)
    silent = 'Estafeta has not answered since'
    assert_says panel('tam1', :incident), silent, 'Four hours were promised.'
    assert_says page('tam1', DESK), silent, 'Needs you: 1'
    publish!
    refute_includes panel('tam1', :incident), silent
  end

  rule 'without a document an issue\'s page is as it was' do
    publish!(drop: there.keys)
    %i[change network incident].each { |which| assert_empty panel_of(issue_page('tam1', which)) }
    assert_equal 404, site['tam1'].open(DESK).code
    refute_includes issue_page('tam1', :change), DESK
  end

  rule 'a client\'s desk and a department have their pages, which staff find by the project\'s tab and the menu at the top' do
    publish_all
    assert_says issue_page('tam1', :change), %(href="#{DESK}"), %(href="#{INDEX}")
    assert_says page('tam1', DESK), 'Needs you: 1', 'try again or go on', 'Changes under way: 1', '3 of 11',
                '12/09/2026 the forecast is 2 days later', 'Causes to record: 1'
    assert_says site['tam1'].open(INDEX).text, %(href="#{DESK}">Aurora Retail), %(href="#{DEPARTMENT}">Network)
    assert_says page('tam1', DEPARTMENT), 'May begin now: 1', 'Coming in the next two weeks: 1', 'not agreed yet', 'Others wait for: 1',
                'Unix group', 'Databases 3 h 2'
    assert_equal 404, site['tam1'].open('/estafeta/departments/nobody').code
  end

  rule 'a client\'s dossier shows who works for it, what was changed and handed over, its SLA, windows and freezes' do
    publish_all
    assert_includes site['tam1'].open(DESK).text, %(href="#{DOSSIER}")
    assert_says page('tam1', DOSSIER), 'Waiting for an answer: 1 What Issue', 'Changes under way: 1', 'TAM Tina Turner', 'Network 2 5 11/27/2026',
                'Changed in the last twelve months: 1', 'Segment', 'VLAN and routing Network VLAN id 214', 'scheme.pdf', 'response November 2026 11 1 91.6% 30 min',
                'Disks are full', "Address plan Tina Turner 05/01/2026 changed since by ##{made[:network]}",
                'Maintenance window: Tue 01:00–04:00', 'Change freeze: 12/20/2026', 'Sale'
    assert_includes site['tam1'].open(DOSSIER).text, %(<a href="/attachments/1">scheme.pdf</a>)
    publish!(drop: ['dossier/aurora'])
    assert_equal 404, site['tam1'].open(DOSSIER).code
  end

  rule 'a block of My page shows a TAM what needs them and an engineer what their department may begin, and a client is not offered it' do
    publish_all
    blocks = lambda { |who| Estafeta::Form.new(site[who].open('/my/page').text, 'id="block-form"') }
    %w[tam1 network1].each { |who| site[who].submit(blocks.call(who), 'block' => 'estafeta') }
    assert_says page('tam1', '/my/page'), 'Aurora Retail : Needs you: 1', 'try again or go on'
    engineers = page('network1', '/my/page')
    assert_says engineers, 'Network Task State', 'VLAN and routing'
    refute_includes engineers, 'Needs you'
    refute_includes blocks.call('aurora1').choices['block'].map(&:first), 'estafeta'
  end

  rule 'who has no business with a client sees nothing of that client' do
    publish_all
    assert_equal [403, 403], [DESK, DOSSIER].map { |path| site['tam2'].open(path).code }
    assert_equal 403, site['tam2'].open("/estafeta/issues/#{made[:change]}/panel").code
    refute_includes site['tam2'].open(INDEX).text, 'Aurora'
    assert_equal 404, site['tam2'].open('/projects/meridian/estafeta').code
    publish!(document("incident/#{made[:incident]}", { 'en' => incident_text }, project: 'meridian'))
    assert_empty panel_of(issue_page('tam1', :incident))
  end

  rule 'a client sees nothing of all this anywhere' do
    publish_all
    html = issue_page('aurora1', :incident)
    assert_includes html, 'Orders time out'
    refute_match(/estafeta/i, html)
    panels = made.values.map { |id| "/estafeta/issues/#{id}/panel" }
    [DESK, DOSSIER, INDEX, DEPARTMENT, *SLA, *panels].each { |path| assert_equal 403, site['aurora1'].open(path).code, path }
  end

  rule 'whatever a text holds is shown as text, and nothing of the pages is script or style in place' do
    publish_all { |text| hostile(text) }
    parts = made.keys.map { |which| panel_of(issue_page('tam1', which)) }
    parts += [DESK, DOSSIER, INDEX, DEPARTMENT, *SLA].map { |path| site['tam1'].open(path).text[%r{<section class="estafeta".*</section>}m] }
    parts.each do |html|
      assert_includes html, '&lt;script&gt;alert(1)'
      refute_match(/<(script|img|iframe|object)\b|<svg[^>]*onload/i, html)
      tags = html.scan(/<[^>]*>/).map { |tag| tag.gsub(/"[^"]*"/, '""') }
      assert_empty tags.grep(/\s(on\w+|style)=|<[^>]*</)
      assert_empty html.scan(/(?:href|src|action)="([^"]*)"/).flatten.grep_v(%r{\A/(issues|projects|estafeta|attachments)([/?]|\z)|\A#change-\d+\z})
    end
  end

  # A text whose values are all that one, but those by which a task is found.
  def odd(text, value)
    text.to_h { |key, one| [key, key == 'tasks' ? one.map { |task| odd(task.except('key', 'issue'), value).merge(task.slice('key', 'issue')) } : value] }
  end

  rule 'keys that are missing, and values of another kind, leave their part of a page out' do
    [nil, 7, 'x', [], {}, [[]], ['x', nil, {}], true].each do |value|
      publish_all { |text| odd(text, value) }
      all_paths.each { |path| assert_equal 200, site['tam1'].open(path).code, "#{path} with #{value.inspect}" }
    end
  end

  def version(html) = html[/data-version="([^"]*)"/, 1]

  rule 'a page that stays open is told only of news, and what is not known of an issue yet comes by itself' do
    publish!(drop: there.keys)
    ask = ->(known) { site['tam1'].open("/estafeta/issues/#{made[:incident]}/panel?version=#{CGI.escape(known)}") }
    site['tam1'].update(made[:incident], 'notes' => 'It is slow again.')
    html = issue_page('tam1', :incident)
    assert_match(/data-soon="[1-9]/, html)
    assert_equal 204, ask[version(html)].code
    publish!(document("incident/#{made[:incident]}", { 'en' => incident_text }))
    news = ask[version(html)]
    assert_equal 200, news.code
    assert_includes in_words(news.text), 'Four hours were promised.'
    assert_equal version(news.text), version(issue_page('tam1', :incident))
    assert_equal 204, ask[version(news.text)].code
  end

  rule 'after somebody saved an issue, its page says that Estafeta is looking at it, until it has' do
    publish_all(seen: Time.now - 60)
    site['tam1'].update(made[:incident], 'notes' => 'And again.')
    assert_includes panel('tam1', :incident), 'Estafeta is looking at what was saved'
    publish!(seen: Time.now + 1)
    refute_includes panel('tam1', :incident), 'Estafeta is looking at what was saved'
    publish!(seen: Time.now - 60)
    assert_includes panel('tam1', :incident), 'Estafeta is looking at what was saved'
    site.service.update(made[:incident], 'notes' => 'Written by Estafeta.')
    refute_includes panel('tam1', :incident), 'Estafeta is looking at what was saved', 'what Estafeta writes itself it need not look at'
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
    html = redmine.execute("#{WITHIN}\n#{all_paths.inspect}.each { |path| puts page[path, '/tracker'] }").force_encoding('UTF-8')
    links = html.scan(/(?:href|data-url)="([^"]*)"/).flatten.grep(%r{estafeta|/issues/\d+}).grep_v(/assets|back_url/)
    assert_operator links.size, :>, 20
    assert_empty links.grep_v(%r{\A(http://localhost)?/tracker/})
  end

  rule 'a page with the panel takes as many queries for many tasks as for two, and few more than without the plugin' do
    publish_all
    tasks = Array.new(60) { |n| machines.merge('key' => "t#{n}", 'issue' => 1000 + n) }
    big = change_text.merge('tasks' => [network, machines] + tasks, 'needs' => Array.new(60, need))
    answer = redmine.execute(<<~RUBY)
      #{WITHIN}
      count = lambda do |path|
        page[path] # what is read once
        queries = 0
        counter = ->(*, about) { queries += 1 unless about[:name] == 'SCHEMA' || about[:cached] }
        ActiveSupport::Notifications.subscribed(counter, 'sql.active_record') { page[path] }
        queries
      end
      paths = #{made.values_at(:change, :network, :incident).map { |id| "/issues/#{id}" }.inspect}
      few = paths.map(&count)
      RedmineEstafeta::Document.find_by(name: 'change/#{made[:change]}').update!(texts: #{JSON.generate('en' => big).dump})
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
    left = <<~RUBY
      puts [ActiveRecord::Base.connection.tables.grep(/estafeta/).size, Role.all.count { |one| one.permissions.include?(:view_estafeta) }].join(' ')
    RUBY
    assert_equal '0 0', redmine.execute(left).lines.last.strip
  end
end
