# frozen_string_literal: true

# What engineers notice at a client, also where they are no member: by Redmine's own form, by the plugin's; the TAM's desk, the way to a change,
# the credit, and that no client sees any of it.

require 'csv'
require_relative 'support'

class ProposalsTest < Acceptance::Test
  AURORA = 'Aurora Retail'

  def notice(who, line, client = AURORA)
    page = site[who].create_by_form('staff', site.tracker('proposal'), 'subject' => line, site.form_field('client') => client)
    assert_predicate page, :saved?, page.errors.join
    page.location[/issues\/(\d+)/, 1].to_i
  end

  def first = (@@first ||= notice('network1', 'Spikes of 3 Gbit/s on Sundays'))
  def second = (@@second ||= notice('vmware1', 'Spikes again, third time'))
  def move(id, state, more = {}) = site.set_state(id, 'proposal', state, 'tam1', more)
  def desk(client = 'aurora') = site.estafeta('desk', '--client', client).out
  def sync_and_see = site.sync!.then { desk }

  rule 'one line of an engineer stands on the desk of that client\'s TAM, and on no other' do
    id = first
    assert_match(/Proposal\s+##{id}\b.*Spikes of 3 Gbit.*noticed by #{site['network1'].name}/, sync_and_see)
    refute_match(/##{id}\b/, desk('meridian'))
    assert_match(/##{id}\b/, site.estafeta('dossier', 'aurora').out)
  end

  rule 'an engineer cannot leave out the client, and no client sees it or can make one' do
    page = site['network1'].create_by_form('staff', site.tracker('proposal'), 'subject' => 'Of whom?')
    refute_predicate page, :saved?
    assert_includes [403, 404], site['aurora1'].get("/issues/#{first}.json").code
    assert_includes [403, 404, 422], site['aurora1'].create('project_id' => 'staff', 'tracker_id' => site.tracker('proposal'), 'subject' => 'x').code
    seen = site['aurora1'].get('/issues.json?status_id=*&limit=100').body['issues'].map { |one| one['id'] }
    refute_includes seen, first
  end

  rule 'two who noticed the same share one row and the credit' do
    answer = site['tam1'].post("/issues/#{second}/relations.json", 'relation' => { 'issue_to_id' => first, 'relation_type' => 'duplicates' })
    assert_equal 201, answer.code
    assert_equal 204, site['tam1'].update(second, 'notes' => 'The same as the other one.').code
    text = sync_and_see
    refute_match(/##{second}\b/, text)
    assert_match(/noticed 2 times since .*, by #{site['network1'].name} and #{site['vmware1'].name}/, text)
  end

  rule 'the TAM moves it to the client and on to a change, and the desk says whose turn it is' do
    move(first, 'proposed')
    assert_match(/offer it to the client/, sync_and_see)
    move(first, 'offered')
    refute_match(/##{first}\b/, sync_and_see)
    move(first, 'agreed')
    assert_match(/make a change of it/, sync_and_see)
    change = site.agreed('landscape', 'system' => 'shield', 'backup' => 'false')
    assert_equal 204, site['tam1'].update(first, 'notes' => "It is ##{change}.").code
    refute_match(/##{first}\b/, sync_and_see)
  end

  rule 'an engineer moves nothing on, and a declined one keeps its reason' do
    third = notice('network1', 'Another colour')
    answer = site['network1'].update(third, 'status_id' => site.status('proposal', 'agreed'))
    assert_equal 'new', site.state(site.issue(third)), answer.code
    move(third, 'cancelled')
    assert_match(/##{third}\b.*declined without a reason/, sync_and_see)
    assert_equal 204, site['tam1'].update(third, 'notes' => 'The client chose the colour.').code
    refute_match(/##{third}\b/, sync_and_see)
  end

  rule 'the list of the month credits those who made what the client agreed to, once, and has the reasons' do
    month = Time.now.getlocal('+03:00').strftime('%Y-%m') # the site's
    rows = CSV.parse(site.estafeta('proposals', '--month', month, '--format', 'csv').out, headers: true)
    one = rows.find { |row| row['issue'] == first.to_s }
    assert_equal "#{site['network1'].name}; #{site['vmware1'].name}", one['people']
    assert_equal month, one['agreed'][0, 7]
    assert_nil(rows.find { |row| row['issue'] == second.to_s })
    assert_includes rows.map { |row| row['reason'] }, 'The client chose the colour.'
    people = JSON.parse(site.estafeta('proposals', '--month', month, '--format', 'json').out)['agreed_by_person']
    assert_equal [[site['network1'].name, 1], [site['vmware1'].name, 1]].sort, people.map { |one| one.values_at('person', 'agreed') }.sort
  end

  rule 'a lost store makes nothing anew, and a pass without news writes nothing' do
    site.forget_store
    2.times { site.sync! }
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
  end

  rule 'with the plugin it is one line on Estafeta\'s page, for staff alone' do
    redmine.add_plugin(site.file('ids.json'))
    form = Estafeta::Form.new(site['vmware1'].open('/estafeta').text, 'id="estafeta-notice"')
    assert_includes form.choices['client'].map(&:last), AURORA
    page = site['vmware1'].submit(form, 'client' => AURORA, 'line' => '<b>Disks</b> fill up')
    assert_predicate page, :saved?
    said = site['vmware1'].open('/estafeta').text
    id = said[/Noted as <a href="\/issues\/(\d+)"/, 1].to_i
    assert_equal ['<b>Disks</b> fill up', site['vmware1'].id], site.issue(id).then { |one| [one['subject'], one['author']['id']] }
    refute_includes site['aurora1'].open('/estafeta').text, 'estafeta-notice'
    assert_match(/##{id}\b.*noticed by #{site['vmware1'].name}/, sync_and_see)
    empty = site['vmware1'].submit(form, 'client' => '', 'line' => 'Of whom?')
    assert_predicate empty, :saved?
    assert_match(/flash error/, site['vmware1'].open('/estafeta').text)
  end
end
