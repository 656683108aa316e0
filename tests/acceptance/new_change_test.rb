# frozen_string_literal: true

# With the plugin, a change is made by a form that knows the templates: who gets it, what it holds, what would come of it before
# anything is saved, and how it is linked to the client's request. What stands in for the connector here answers as this story wants.

require 'digest'
require 'openssl'
require 'socket'
require 'time'
require_relative 'support'

class NewChangeTest < Acceptance::Test
  with_plugin

  SECRET = 'one-that-both-know'

  def landscape
    { 'name' => 'landscape', 'version' => 3, 'title' => 'New landscape for …', 'description' => 'Network & machines',
      'parameters' => [{ 'name' => 'system', 'title' => 'System name', 'about' => 'as DNS has it', 'required' => true, 'type' => 'string', 'pattern' => '^[a-z]+$' },
                       { 'name' => 'vms', 'title' => 'Servers', 'required' => false, 'type' => 'integer', 'minimum' => 1, 'maximum' => 64, 'default' => 2 },
                       { 'name' => 'os', 'title' => 'System', 'required' => false, 'type' => 'string', 'choices' => %w[linux windows], 'default' => 'windows' },
                       { 'name' => 'backup', 'title' => 'Backup', 'required' => false, 'type' => 'boolean', 'default' => true },
                       { 'name' => 'sites', 'title' => '<i>Sites</i>', 'required' => false, 'type' => 'array', 'items' => { 'type' => 'string' }, 'default' => %w[north south] }],
      'tasks' => [{ 'key' => 'network', 'title' => 'VLAN', 'doer' => 'Network', 'needs' => [], 'duration_text' => '8 h' },
                  { 'key' => 'vms', 'title' => 'Machines', 'doer' => 'VMware', 'needs' => ['network'], 'duration_text' => '4 h' }] }
  end

  def publish(*templates, drop: [])
    put = templates.map do |one|
      { 'name' => "template/#{one['name']}", 'project' => nil, 'digest' => Digest::SHA256.hexdigest(one.to_json), 'made' => Time.now.utc.iso8601, 'texts' => { 'en' => one } }
    end
    answer = site.service.post('/estafeta/documents.json', 'seen' => Time.now.utc.iso8601, 'put' => put, 'drop' => drop)
    assert_equal 200, answer.code, answer.inspect
  end

  def new_form(who, query = '') = site[who].open("/projects/aurora/issues/new?issue[tracker_id]=#{site.tracker('change')}#{query}").text
  def form_of(page) = page[%r{<div id="estafeta-change".*?</section>\s*</div>}m].to_s
  def in_words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')
  def assert_says(text, *words) = words.each { |one| assert_includes text, one }

  rule 'the form of a new change has the templates, and a field of its kind for each parameter, labelled and described' do
    publish(landscape)
    html = form_of(new_form('tam1'))
    assert_says html, '<option value="landscape">New landscape for …</option>', 'data-about="Network &amp; machines"'
    assert_says in_words(html), 'System name * as DNS has it · system', 'Servers vms · whole number from 1 to 64', '<i>Sites</i> north south sites · one on each line'
    refute_includes html, '<i>'
    field = ->(name) { html[/<p class="estafeta-parameter" data-parameter="#{name}".*?<\/p>/m] }
    assert_says field['system'], 'data-pattern="^[a-z]+$"', 'data-required="true"', 'type="text"', 'aria-required="true"'
    assert_says field['vms'], 'value="2"', 'data-minimum="1"', 'data-maximum="64"'
    assert_says field['os'], '<option selected="selected" value="windows">windows</option>', '<option value="linux">'
    assert_match(/type="checkbox"[^>]*checked/, field['backup'])
    assert_match(/<textarea[^>]*>\s*north\nsouth<\/textarea>/, field['sites'])
    %w[system vms os backup sites].each do |name|
      id = field[name][/<label for="([^"]+)"/, 1]
      assert_match(/<(input|select|textarea)[^>]*id="#{id}"/, field[name])
      assert_match(/aria-describedby="#{id}-about #{id}-problem"/, field[name])
      assert_match(/id="#{id}-problem" role="alert"/, field[name])
      refute_match(/ name="/, field[name], 'only Redmine\'s own fields are sent')
    end
  end

  rule 'nothing in it is run from within the page, so that a strict Content-Security-Policy lets it work' do
    html = form_of(new_form('tam1'))
    refute_match(/<script|<style|\son\w+=|\sstyle=|javascript:/i, html)
  end

  rule 'who may start a change is offered to start it, and who may only make one is not' do
    assert_match(/data-start="new"/, form_of(new_form('tam1')))
    engineers = form_of(new_form('network1'))
    refute_empty engineers
    refute_match(/data-start=/, engineers)
  end

  rule 'Redmine\'s own form is as before for a client, without templates, and on a change that has started' do
    assert_equal 'Saved by REST', site.issue(made('subject' => 'Saved by REST'))['subject']
    refute_match(/estafeta/i, site['aurora1'].open('/projects/aurora/issues/new').text.gsub('plugin_assets', ''))
    draft = made('subject' => 'Begun')
    refute_empty form_of(site['tam1'].open("/issues/#{draft}/edit").text)
    assert_match(/data-start="#{site.status('change', 'agreed')}"/, form_of(site['tam1'].open("/issues/#{draft}").text))
    site.agree(draft)
    assert_empty form_of(site['tam1'].open("/issues/#{draft}/edit").text)
    publish(drop: ['template/landscape'])
    page = new_form('tam1')
    assert_empty form_of(page)
    assert_includes page, "issue_custom_field_values_#{site.field('change_template')}"
    publish(landscape)
  end

  def made(attributes)
    answer = site['tam1'].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker('change') }.merge(attributes))
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  # --- what would come of it -----------------------------------------------------------------------------------------------

  # Stands in for the connector's listener; what it was asked is in `asked`.
  class Stand
    attr_reader :asked

    def initialize(answer)
      @server = TCPServer.new('127.0.0.1', 0)
      @asked = []
      @thread = Thread.new { loop { serve(@server.accept, answer) } }
    end

    def hints = "http://127.0.0.1:#{@server.addr[1]}/hints"

    def stop
      @thread.kill
      @server.close
    end

    private

    def serve(socket, answer)
      path = socket.gets.split[1]
      head = []
      while (line = socket.gets.to_s.strip) != ''
        head << line.split(': ', 2)
      end
      head = head.to_h.transform_keys(&:downcase)
      body = socket.read(head['content-length'].to_i)
      @asked << [path, head['x-estafeta-signature'], body]
      text = JSON.generate(answer)
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{text.bytesize}\r\nConnection: close\r\n\r\n#{text}")
      socket.close
    end
  end

  PLAN = { 'title' => 'New landscape for shop', 'finish' => '2026-12-04T08:00:00Z', 'problems' => [], 'remarks' => ['A remark <b>of</b> the plan.'],
           'tasks' => [{ 'key' => 'network', 'title' => 'VLAN for <script>', 'doer' => 'Network', 'needs' => [], 'start' => '2026-11-30T06:00:00Z', 'due' => '2026-11-30T14:00:00Z', 'critical' => true },
                       { 'key' => 'vms', 'title' => 'Machines', 'doer' => 'VMware', 'needs' => ['network'], 'start' => '2026-11-30T14:00:00Z', 'due' => '2026-12-01T09:00:00Z', 'critical' => false }] }.freeze

  def listen_at(hints)
    File.write(site.file('hints.secret'), "#{SECRET}\n", perm: 0o600)
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}", "HINTS=#{hints}", "SECRET_FILE=#{site.file('hints.secret')}")
  end

  def answering(answer)
    stand = Stand.new(answer)
    listen_at(stand.hints)
    yield stand
  ensure
    stand&.stop
  end

  def preview(who, project: 'aurora')
    site[who].post_from_page('/estafeta/preview', 'template' => 'landscape', 'parameters' => "system: shop\nvms: 2", 'project' => project)
  end

  rule 'what would come of it is asked of the connector, signed, and shown with its tasks, their dates and the critical ones' do
    answering(PLAN) do |stand|
      page = preview('tam1')
      assert_equal 200, page.code
      assert_says page.text, 'data-state="plan"', 'data-said="Expected finish: 12/04/2026 08:00 AM"', 'VLAN for &lt;script&gt;', 'A remark &lt;b&gt;of&lt;/b&gt; the plan.'
      assert_says in_words(page.text), 'critical Network 11/30/2026 06:00 AM 11/30/2026 02:00 PM', 'Machines After: VLAN for <script> VMware'
      path, signature, body = stand.asked.last
      asked = JSON.parse(body)
      assert_equal '/preview', path
      assert_equal "sha256=#{OpenSSL::HMAC.hexdigest('SHA256', SECRET, body)}", signature
      assert_equal ['landscape', "system: shop\nvms: 2", 'aurora', 'en'], asked.values_at('template', 'parameters', 'project', 'language')
      assert_in_delta Time.now.to_i, asked['sent'], 60
    end
  end

  rule 'what is wrong is said in words, each with the parameter it is about' do
    answering('problems' => [{ 'parameter' => 'vms', 'text' => '“vms” is 200; the largest allowed is 64.' }]) do
      assert_says preview('tam1').text, 'data-state="problems"', 'data-about="vms"', '“vms” is 200; the largest allowed is 64.'
    end
  end

  rule 'clients, strangers and who has nothing to do with a project are refused, and the connector is not asked' do
    answering(PLAN) do |stand|
      assert_equal 403, preview('aurora1').code
      assert_includes [403, 404], preview('tam1', project: 'meridian').code
      assert_includes [403, 404], preview('tam2').code
      assert_equal 404, preview('tam1', project: 'nowhere').code
      stranger = Net::HTTP.post(URI("#{redmine.url}/estafeta/preview"), 'project=aurora&template=landscape')
      refute_equal '200', stranger.code
      assert_empty stand.asked.select { |path, _, _| path == '/preview' }
    end
  end

  rule 'when the connector hangs, is away or answers nonsense, the form is told within 2.5 s that there is no preview now' do
    silent = TCPServer.new('127.0.0.1', 0)
    listen_at("http://127.0.0.1:#{silent.addr[1]}/hints")
    preview('tam1')
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    page = preview('tam1')
    assert_operator Process.clock_gettime(Process::CLOCK_MONOTONIC) - began, :<, 2.5
    assert_equal [200, true], [page.code, page.text.include?('data-state="away"')]
    silent.close
    assert_includes preview('tam1').text, 'data-state="away"'
    answering([1]) { assert_includes preview('tam1').text, 'data-state="away"' }
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}")
    assert_includes preview('tam1').text, 'data-state="away"'
  end

  # --- of a client's request -----------------------------------------------------------------------------------------------

  def request
    @@request ||= site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('request'), 'subject' => 'A shop & more').body['issue']['id']
  end

  def way_from(page) = CGI.unescapeHTML(page[%r{href="(/projects/aurora/issues/new\?[^"]*estafeta_request=[^"]*)"}, 1].to_s)

  def make_of_request(more = {})
    path = way_from(site['tam1'].open("/issues/#{request}").text)
    page = site['tam1'].open(path).text
    form = Estafeta::Form.new(page, 'id="issue-form"')
    assert_equal ['A shop & more', request.to_s], [form.value('issue[subject]'), form.value('estafeta_request')]
    more.each { |name, value| form.set(name, value) }
    saved = site['tam1'].save_form(form, site.form_field('change_template') => 'landscape', site.form_field('change_parameters') => 'system: shop')
    assert saved.saved?, saved.errors.join
    site.issue(saved.location[%r{issues/(\d+)}, 1].to_i)
  end

  rule 'a change is made of a client\'s request with one click: its subject is taken over, and the two are related once' do
    change = make_of_request
    assert_equal [['relates', request, change['id']]], change['relations'].map { |one| [one['relation_type'], *one.values_at('issue_id', 'issue_to_id').sort] }
    assert_equal 'draft', site.state(change)
    assert_equal 1, site.issue(request)['relations'].size
  end

  rule 'started from the form it is agreed at once, and nobody is mailed twice of it' do
    redmine.clear_mails
    change = make_of_request('estafeta_start' => '1')
    assert_equal 'agreed', site.state(change)
    steps = change['journals'].flat_map { |one| one['details'].select { |detail| detail['name'] == 'status_id' }.map { |detail| [one['user']['name'], detail['new_value'].to_i] } }
    assert_equal [[site['tam1'].name, site.status('change', 'agreed')]], steps, 'its history tells who agreed'
    assert_operator redmine.mails.except('total').values.max.to_i, :<=, 1
  end

  rule 'who may not start a change has it saved as a draft, and is told so' do
    form = Estafeta::Form.new(new_form('network1'), 'id="issue-form"')
    form.set('estafeta_start', '1')
    saved = site['network1'].save_form(form, 'subject' => 'Not to be started')
    assert saved.saved?, saved.errors.join
    assert_equal 'draft', site.state(site.issue(saved.location[%r{issues/(\d+)}, 1].to_i))
    assert_includes site['network1'].open(saved.location).text, 'your role cannot start it'
  end

  rule 'only who may make changes and link them finds the way from a request, and nobody links to what is no request of theirs' do
    %w[aurora1 network1].each { |login| assert_empty way_from(site[login].open("/issues/#{request}").text), login }
    incident = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'No request').body['issue']['id']
    foreign = site['meridian1'].create('project_id' => 'meridian', 'tracker_id' => site.tracker('request'), 'subject' => 'Of others').body['issue']['id']
    [incident, foreign].each do |id|
      page = new_form('tam1', "&estafeta_request=#{id}")
      refute_includes page, 'Of others'
      form = Estafeta::Form.new(page, 'id="issue-form"')
      form.set('estafeta_request', id)
      saved = site['tam1'].save_form(form, 'subject' => 'Linked to nothing')
      assert saved.saved?, saved.errors.join
      assert_empty site.issue(id)['relations'].to_a
    end
  end

  # --- the list ------------------------------------------------------------------------------------------------------------

  rule 'staff find the templates with their parameters and tasks under Estafeta; a client finds nothing' do
    assert_includes site['network1'].open('/estafeta').text, 'href="/estafeta/templates"'
    text = in_words(site['network1'].open('/estafeta/templates').text)
    assert_says text, 'New landscape for … landscape, version 3', 'Network & machines', 'Parameters: 5', 'System name system as DNS has it text required', 'Servers vms whole number from 1 to 64 2',
                '<i>Sites</i> sites list north, south', 'All tasks: 2', 'Machines VMware VLAN 4 h'
    assert_equal 403, site['aurora1'].open('/estafeta/templates').code
  end
end
