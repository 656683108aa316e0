# frozen_string_literal: true

# With the plugin, in a browser.

require 'time'
require_relative 'browser'
require_relative 'view_documents'

class BrowserTest < Acceptance::Test
  include Acceptance::Browser
  include Acceptance::ViewDocuments

  with_plugin

  PEOPLE = %w[tam1 network1 vmware1 duty1].freeze

  def service = (@@service ||= served)
  def run_story(script, given) = in_browser(script, PEOPLE, given)

  # One run of the browser for all rules; where it fails it would fail again.
  def seen
    raise 'the browser did not get to its end' if defined?(@@begun) && !defined?(@@seen)

    @@begun = true
    @@seen ||= begin
      service
      request = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('request'), 'subject' => 'A shop').body['issue']['id']
      run_story('new_change.js', 'request' => request, 'change' => site.tracker('change'), 'incident' => site.tracker('incident'), 'parameters' => site.field('change_parameters'), 'promised' => site.field('promised'), 'decision' => site.field('decision'))
        .merge('request_id' => request)
    end
  end

  rule 'a TAM makes a change of a client\'s request with three clicks beside typing, and sees the plan before anything is saved' do
    told = seen['request']
    assert_equal 3, told['clicks']
    assert_match(%r{\AExpected finish: \d\d/\d\d/\d{4}}, told['before'])
    assert_equal 6, told['tasks']
    assert_match(%r{/issues/new}, told['url'])
  end

  rule 'started, it has its tasks, of which the page tells by itself, and is related to the request' do
    told = seen['request']
    change = site.issue(told['change'])
    assert_equal 'in_progress', site.state(change)
    assert_equal %w[accept backup linux network vms web], site.tasks(told['change']).keys.sort
    assert_equal [[seen['request_id'], told['change']]], change['relations'].map { |one| one.values_at('issue_id', 'issue_to_id').sort }
    last = Time.iso8601(site.tasks(told['change']).values.map { |one| one['created_on'] }.max)
    puts format('saved %.1f s after Start, shown with its tasks after %.1f s; the last task was made %d s after Start', *%w[saved shown].map { |one| (told[one] - told['started']) / 1000.0 },
                last.to_i - (told['started'] / 1000))
  end

  rule 'a draft is a draft until Start is pressed in its own form' do
    assert_equal %w[Draft draft], seen['draft'].values_at('status', 'kept')
    assert_includes %w[agreed in_progress], site.state(site.issue(seen['draft']['change']))
  end

  rule 'by keyboard alone a wrong value is refused in the form with its reason, and nothing is saved' do
    told = seen['keyboard']
    assert_equal ['The largest allowed is 64.', 'true'], told.values_at('reason', 'marked')
    assert_equal ['Fill this in.', 'system'], told.values_at('missing', 'at')
    assert_match(%r{/issues/new}, told['url'])
    assert_empty site['admin'].issues('subject=By%20keyboard&status_id=*')
  end

  rule 'fields and text are the same, and a text that the fields cannot show stays, with the reason' do
    told = seen['text']
    assert_equal ['system: shop', 'sites: [north, "south, east"]'], told['written'].first(2), 'what has the same name goes over to another template'
    assert_equal ['mart', 'west', true], told['read']
    assert_equal ['# agreed by phone', 'system: market', 'sites: [west]', 'https: true'], told['kept'].first(4)
    assert_equal 'The fields cannot show the line “colour: red”, so the text stays.', told['why']
    assert_equal [['system: mart', 'colour: red'], true], told.values_at('left', 'visible')
  end

  rule 'a start without a template is asked about once, a text that does not fit is told in words, and so is a day promised too early' do
    told = seen['mistakes']
    assert_match(%r{/issues/new}, told['url'])
    assert_empty site['admin'].issues('subject=By%20mistake&status_id=*')
    assert_match(/No template is chosen/, told['asked'])
    assert_equal '', told['chosen']
    assert_equal 'Only this fits: lower-case letters, digits and hyphens, a letter first; for example polaris', told['unlike']
    assert_match(%r{\APromised for earlier than the expected end \(\d\d/\d\d/\d{4}\)\.\z}, told['early'])
    assert_equal ['', false], told.values_at('late', 'needless')
  end

  rule 'when the tracker is changed the form comes and goes, and with it its buttons' do
    assert_equal [['Save as draft', 'Start'], true], seen['tracker'].values_at('change', 'incident')
  end

  # The tasks of the change that the TAM has made.
  def worked
    raise 'the browser did not get to its end' if defined?(@@set_out) && !defined?(@@worked)

    tasks = site.tasks(seen['request']['change'])
    @@set_out = true
    site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'The shop is down')
    @@worked ||= run_story('task.js', 'ready' => tasks['network']['id'], 'waiting' => tasks['vms']['id'])
  end

  rule 'a waiting task says what it waits for, who holds that and when it is expected' do
    assert_match(/Waits for #\d+ VLAN and routing for shop ready to start with Network, expected/, worked['waits'])
  end

  rule 'an engineer takes a task and finishes it with its values by three clicks, a wrong one is refused beside its field, and the next task is ready' do
    told = worked['task']
    assert_equal 3, told['clicks']
    assert_equal 'The largest allowed is 4094.', told['refused']
    puts format('saved %.1f s after Done; the page shows the next task as ready after %.1f s', *%w[saved next].map { |one| (told[one] - told['pressed']) / 1000.0 })
  end

  rule 'the duty finds by one click what is due first' do
    assert_equal 1, worked['risk']['clicks']
    assert_match(/The shop is down/, worked['risk']['row'])
  end

  # Serious and critical ones of axe-core, and what a narrow window cuts off.
  rule 'a checker of accessibility finds nothing serious on any of its pages, and nothing sticks out of a narrow window' do
    change = seen['request']['change']
    incident = site['aurora1'].issues("tracker_id=#{site.tracker('incident')}&subject=The%20shop%20is%20down").first['id']
    tasks = site.tasks(change)
    wait_for('the incident') { site.service.get('/estafeta/documents.json').body['documents'].key?("incident/#{incident}") }
    risk = Estafeta::Form.new(site['tam1'].open('/projects/aurora/estafeta/register').text, 'id="estafeta-risk-new"')
    assert_predicate site['tam1'].submit(risk, 'text' => 'Disks are full', 'on' => (Date.today + 10).iso8601), :saved?
    wait_for('the risk in the dossier') { site['tam1'].open('/projects/aurora/estafeta/dossier').text.include?('Disks are full') }
    pages = { 'form' => "/projects/aurora/issues/new?issue[tracker_id]=#{site.tracker('change')}", 'change' => "/issues/#{change}",
              'waiting' => "/issues/#{tasks['linux']['id']}", 'ready' => "/issues/#{tasks['vms']['id']}", 'incident' => "/issues/#{incident}",
              'desk' => '/projects/aurora/estafeta', 'index' => '/estafeta', 'department' => '/estafeta/departments/network', 'templates' => '/estafeta/templates',
              'sla' => '/projects/aurora/estafeta/sla', 'all' => '/estafeta/sla', 'board' => '/estafeta/board', 'windows' => '/projects/aurora/estafeta/windows',
              'absences' => '/estafeta/absences', 'causes' => '/estafeta/causes', 'register' => '/projects/aurora/estafeta/register',
              'dossier' => '/projects/aurora/estafeta/dossier' }
    told = run_story('looks.js', 'pages' => pages)
    assert_equal pages.keys.sort, told['checked'].keys.sort
    told['checked'].each { |page, found| assert_empty found, page }
    assert_empty told['wide']
    assert_empty told['errors']
  end

  rule 'it works where a strict Content-Security-Policy forbids everything but Redmine\'s own files, and no script of it fails' do
    assert_equal 6, seen['strict']['tasks']
    assert_empty seen['errors'] + worked['errors']
    assert_equal 0, service.stop
  end

  # The service is gone; what it published is written over.
  def made
    tasks = site.tasks(seen['request']['change'])
    { change: seen['request']['change'], network: tasks['network']['id'], vms: tasks['vms']['id'],
      incident: site['aurora1'].issues("tracker_id=#{site.tracker('incident')}&subject=The%20shop%20is%20down").first['id'] }
  end

  rule 'script, links and pictures in any text of a document do not run in a browser, whatever its server allows' do
    texts = { "change/#{made[:change]}" => change_text, "incident/#{made[:incident]}" => incident_text, 'desk/aurora' => desk_text, 'department/network' => department_text }
    put = texts.map do |name, text|
      { 'name' => name, 'project' => ('aurora' unless name.start_with?('department')), 'digest' => 'ill', 'made' => Time.now.utc.iso8601, 'texts' => { 'en' => hostile(text) } }
    end
    assert_equal 200, site.service.post('/estafeta/documents.json', 'seen' => Time.now.utc.iso8601, 'put' => put, 'drop' => []).code
    told = run_story('hostile.js', 'pages' => ["/issues/#{made[:change]}", "/issues/#{made[:network]}", "/issues/#{made[:vms]}", "/issues/#{made[:incident]}",
                                               '/projects/aurora/estafeta', '/estafeta', '/estafeta/departments/network'])
    assert_equal [7, [], []], told.values_at('shown', 'ran', 'addresses')
  end
end
