# frozen_string_literal: true

# With the plugin and a service, what people add to an incident on its own page: corrections of its SLA by those whose corrections
# count, cause and measure of a breach, each with what is wrong said before anything is saved.

require 'socket'
require 'time'
require 'cgi'
require_relative 'support'

class CorrectionsTest < Acceptance::Test
  with_plugin

  LATE_ANSWER = 'Virtual machine db-01 does not answer' # response breached, resolution met
  ZONE = '+03:00' # the site's, Europe/Moscow

  # Polls seldom: what comes soon came by a hint.
  def service
    @@service ||= begin
      port = TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] }
      File.write(site.file('hints.secret'), "one-that-both-know\n", perm: 0o600)
      redmine.install_plugin(site.file('ids.json'), "HINTS=http://127.0.0.1:#{port}/hints", "SECRET_FILE=#{site.file('hints.secret')}")
      redmine.run(File.join(Acceptance::ROOT, 'install/redmine/demo.rb'),
                  'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_IDS' => site.file('ids.json'), 'ESTAFETA_PEOPLE' => site.file('people.json'))
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      listener = { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }
      config = site.write_settings('serve.yaml', settings.merge('poll_interval' => '1h', 'listener' => listener))
      Acceptance::Service.new(site, config).tap { wait_for('the panel') { page('tam1').include?('estafeta-clock') } }
    end
  end

  def incident
    @@incident ||= site['admin'].issues("tracker_id=#{site.tracker('incident')}&status_id=*&limit=100").find { |one| one['subject'] == LATE_ANSWER }
  end

  def id = incident['id']
  def page(by, issue = id) = site[by].open("/issues/#{issue}").text
  def form(step, by, issue = id) = Estafeta::Form.new(page(by, issue), "id=\"estafeta-step-#{step}\"")
  def local(seconds) = (Time.iso8601(incident['created_on']) + seconds).getlocal(ZONE).strftime('%Y-%m-%dT%H:%M')
  def now(seconds) = (Time.now + seconds).getlocal(ZONE).strftime('%Y-%m-%dT%H:%M')

  # What the page says afterwards; nothing: it was done.
  def press(step, by, issue: id, **values)
    assert_predicate site[by].submit(form(step, by, issue), values.transform_keys(&:to_s)), :saved?
    site[by].open("/issues/#{issue}").errors.join(' ').gsub(/<[^>]*>/, '') # Redmine 6 has a picture there
  end

  # What the panel says of a clock in one word.
  def clock(name, by = 'tam1') = page(by)[%r{<h3>#{name} <span class="estafeta-state[^>]*>([^<]*)<}, 1]

  rule 'who may correct an SLA finds the form in the site’s words and zone; an engineer and a client do not' do
    service
    assert_equal 'breached', clock('response')
    assert_includes page('tam1'), 'Europe/Moscow'
    %w[duty1 network1 aurora1].each { |login| refute_includes page(login).to_s, 'estafeta-step-correct', login }
    before = site.issue(id)
    forged = form(:correct, 'tam1')
    token = Estafeta::Form.new(site['network1'].open('/my/account').text, 'id="my_account_form"').value('authenticity_token')
    site['network1'].submit(forged, 'authenticity_token' => token, 'kind' => 'whole', 'reason' => 'x')
    assert_equal before, site.issue(id)
  end

  rule 'what cannot be right is refused with its reason, and nothing is saved' do
    service
    before = site.issue(id)
    assert_equal 'Fill this in. Fill this in.', press(:correct, 'tam1', kind: 'answered')
    assert_includes press(:correct, 'tam1', kind: 'answered', at: now(3600), reason: 'x'), 'This is in the future.'
    assert_includes press(:correct, 'tam1', kind: 'restored', at: local(-90_000), reason: 'x'), 'more than a day before'
    assert_includes press(:correct, 'tam1', kind: 'excluded', from: local(600), until: local(300), reason: 'x'), '“Until” must be later than “From”.'
    assert_includes press(:correct, 'tam1', kind: 'excluded', from: local(600), until: 'soon', reason: 'x'), 'Enter a date and a time.'
    assert_equal before, site.issue(id)
  end

  rule 'a correction is a private note in the words that Estafeta reads, and the clock follows it' do
    service
    assert_empty press(:correct, 'tam1', kind: 'answered', at: local(300), reason: "answered by telephone\nAt: never", evidence: 'call record 4711')
    entry = site.issue(id)['journals'].last
    assert_equal ["SLA correction: answered", "At: #{local(300).tr('T', ' ')}", 'Reason: answered by telephone At: never', 'Evidence: call record 4711'],
                 entry['notes'].lines(chomp: true)
    assert_equal true, entry['private_notes']
    wait_for('the figure') { clock('response') == 'met' }
    assert_match(%r{<li>[^<]*answered by telephone[^<]*<a class="estafeta-to-note" href="#change-#{entry['id']}">}, page('tam1'))
    assert_includes page('tam1'), "id=\"change-#{entry['id']}\""
  end

  rule 'an incident leaves the statistics by a correction without times, and some of its time by one with two' do
    service
    assert_empty press(:correct, 'tam1', kind: 'excluded', from: local(600), until: local(1200), reason: 'the client’s own works')
    assert_empty press(:correct, 'tam1', kind: 'whole', reason: 'opened by mistake')
    notes = site.notes(id).last(2)
    assert_equal "SLA correction: excluded\nFrom: #{local(600).tr('T', ' ')}\nUntil: #{local(1200).tr('T', ' ')}\nReason: the client’s own works", notes.first
    assert_equal "SLA correction: excluded\nReason: opened by mistake", notes.last
    wait_for('both') { page('tam1').scan('estafeta-to-note').size == 3 }
  end

  # Another incident that was breached.
  def breached = @@breached ||= site['admin'].issues("tracker_id=#{site.tracker('incident')}&status_id=*&limit=100&sort=id").map { |one| one['id'] }
                                             .find { |one| one != id && page('tam1', one).include?('estafeta-step-explain') }

  rule 'cause and measure of a breach are saved as fields, and a cause is suggested from then on' do
    service
    refute_nil breached
    used = 'Disk <full> & forgotten'
    assert_empty press(:explain, 'tam1', issue: breached, cause: used, measure: "Watch it.\nTwice.")
    issue = site.issue(breached)
    assert_equal [used, "Watch it.\nTwice."], [site.value(issue, 'cause'), site.value(issue, 'measure').gsub("\r", '')]
    assert_includes page('tam1', breached)[%r{<datalist.*?</datalist>}m], 'Disk &lt;full&gt; &amp; forgotten'
    wait_for('the panel') { page('tam1', breached).include?('Disk &lt;full&gt; &amp; forgotten</p>') || page('tam1', breached).scan('Disk &lt;full&gt;').size > 2 }
    redmine.execute("RedmineEstafeta::Entry.new(kind: 'cause').put({ 'text' => 'Power cut' }, User.find_by(login: 'tam1'))")
    assert_equal ['Power cut', used], page('tam1', breached)[%r{<datalist.*?</datalist>}m].scan(/value="([^"]*)"/).flatten.map { |one| CGI.unescapeHTML(one) }.first(2), 'the list comes first'
    refute_includes page('aurora1', breached).to_s, 'estafeta-step-explain'
  end

  rule 'the service ends as it should' do
    assert_equal 0, service.stop
  end
end
