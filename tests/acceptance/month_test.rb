# frozen_string_literal: true

# A month of a client's life: 300 incidents, two outages of which one hits twelve clients, six changes, five questions, three proposals, and what
# engineers noticed of floods. Every number on the pages is what SQL counts in Redmine's database; played again without a store, nothing is made
# anew.

require 'time'
require_relative 'last_month'
require_relative 'support'

class MonthTest < Acceptance::Test
  include Acceptance::LastMonth

  with_plugin

  DEPARTMENTS = { 'network' => 'Network', 'vmware' => 'Virtualization VMware', 'unix' => 'Unix', 'dba' => 'Databases', 'backup' => 'Backup and storage' }.freeze
  REASONS = { 'client' => 'client', 'vendor' => 'vendor', 'internal' => 'internal' }.freeze
  POLICY = { 'policies' => %w[gold silver managed].to_h { |name| [name, [{ 'valid_from' => Date.new(2025, 1, 1), 'targets' => [{ 'calendar' => '24x7', 'response' => '1h', 'resolution' => '8h' }] }]] } }.freeze

  def self.site(**) = super(**{ 'live_from' => "#{(Date.today << 3).strftime('%Y-%m')}-01T00:00:00Z", 'limits' => { 'writes_per_pass' => 2000, 'mails_per_pass' => 5000 } })

  def further = (1..10).map { |n| format('client-%02d', n) }
  def today = Time.now.getlocal(ZONE).to_date
  def first = Time.new(month.year, month.month, 1, 0, 0, 0, ZONE)
  def since = Date.new(month.year, month.month, 13)
  def yaml(name) = YAML.safe_load(File.read(site.file("mappings/#{name}.yaml")), permitted_classes: [Date, Time])
  # JSON is YAML, too, and has no anchors.
  def write(name, content) = File.write(site.file("mappings/#{name}.yaml"), JSON.pretty_generate(content))

  def describe
    write('policies', POLICY)
    clients = yaml('clients')
    clients['clients']['aurora'].delete('freezes')
    clients['clients']['aurora'].merge!('digest' => 'monthly', 'tam_since' => since)
    further.each { |id| clients['clients'][id] = { 'project' => id, 'name' => id.capitalize, 'contracts' => clients['clients']['meridian']['contracts'] } }
    write('clients', clients)
    facts = { 'ids' => site.ids, 'first' => first.utc.iso8601, 'until' => Time.new(today.year, today.month, today.day, 0, 0, 0, ZONE).utc.iso8601, 'clients' => further,
              'departments' => DEPARTMENTS, 'reasons' => REASONS, 'client' => 'Aurora Retail' }
    File.write(site.file('facts.json'), JSON.generate(facts))
  end

  def within(file) = redmine.run(File.join(__dir__, file), 'MONTH_FACTS' => site.file('facts.json'))
  def counts = (@@counts ||= JSON.parse(within('month_counts.rb').lines.last))
  def count_again = (@@counts = nil).then { counts }

  def told(*words)
    run = site.estafeta(*words, '--format', 'json')
    assert_code 0, run
    JSON.parse(run.out)
  end

  def page(title) = site['tam1'].get("/projects/staff/wiki/#{title}.json").body['wiki_page']['text']
  def decided(client, from, to, clock = nil) = counts['incidents'].select { |one| one['client'] == client && (from.to_s..to.to_s).cover?(one['day']) && [nil, one['clock']].include?(clock) && Time.iso8601(one['created']) < facts_until }
  def facts_until = Time.new(today.year, today.month, today.day, 0, 0, 0, ZONE)
  def last_day(day) = Date.new(day.year, day.month, -1)
  def kept(all) = [all.count { |one| one['met'] }, all.count { |one| !one['met'] }]
  def ended(client, from, to) = counts['changes'].select { |one| one['client'] == client && one['day'] && (from.to_s..to.to_s).cover?(one['day']) }
  def year = [(Date.new(today.year, today.month, 1) << 11), last_day(today)]

  rule 'a month has happened, and Estafeta has seen all of it' do
    describe
    redmine.install_plugin(site.file('ids.json'))
    within('month_life.rb')
    3.times { site.sync! }
    assert_equal 300 + 1 + 12, counts['incidents'].map { |one| one['issue'] }.uniq.size
  end

  rule 'the dossier counts the SLA, the changes and the departments as SQL does' do
    dossier = told('dossier', 'aurora')
    [[Date.new(today.year, today.month, 1), last_day(today)], [Date.new(today.year, 1, 1), Date.new(today.year, 12, 31)]].each_with_index do |(from, to), n|
      %w[response resolution].each_with_index do |clock, at|
        said = dossier['clocks'][2 * at + n]
        assert_equal kept(decided('aurora', from, to, clock)), said.values_at('met', 'breached'), "#{clock} #{said['period_text']}"
      end
    end
    assert_equal ended('aurora', today - 365, today).map { |one| one['issue'] }.sort, dossier['changed'].map { |one| one['id'] }.sort
    works = counts['works'].select { |one| one['client'] == 'aurora' }.group_by { |one| one['department'] }
    assert_equal(works.transform_values { |all| [all.count { |one| !one['done'] }, all.count { |one| one['done'] }] },
                 dossier['departments'].to_h { |one| [one['title'], one.values_at('open', 'done')] })
    assert_equal(counts['proposals'].select { |one| %w[new proposed offered agreed].include?(one['state']) && !one['duplicate'] }.map { |one| one['issue'] }.sort,
                 dossier['proposals'].map { |one| one['issue'] }.sort)
    assert_equal counts['questions'], dossier['questions'].select { |one| one['kind'] == 'unanswered' }.map { |one| one['issue'] }.sort
    counts['marks'].each { |one| assert_includes dossier['changed'].map { |change| change['mark'] }, one['mark'] }
  end

  rule 'the digest counts the month' do
    text = page("Digest-aurora-#{month_word}")
    %w[response resolution].each do |clock|
      met, breached = kept(decided('aurora', month, last_day(month), clock))
      assert_includes text, "#{clock}: #{met} of #{met + breached} in time"
    end
    shown = ended('aurora', month, last_day(month)).select { |one| one['shown'] }
    assert_equal shown.size, text.split('What the client gets').last.scan(/: done on /).size
    assert_includes text, 'mark is 4: quick, but at night'
  end

  rule 'each outage has its review, and the mass outage one with all its clients' do
    assert_equal [['aurora', 1], ['staff', 1]], counts['reviews'].group_by { |one| one['identifier'] }.map { |project, all| [project, all.size] }.sort
    mass = counts['reviews'].find { |one| one['identifier'] == 'staff' }
    assert_equal 'Review of the mass outage at 12 clients: No power', mass['subject']
  end

  rule 'what repeats is suggested with the numbers that SQL counts' do
    from = Time.new((today - 30).year, (today - 30).month, (today - 30).day, 0, 0, 0, ZONE)
    recent = counts['incidents'].select { |one| one['client'] == 'aurora' && one['clock'] == 'response' && one['category'] && (from...facts_until).cover?(Time.iso8601(one['created'])) }
    sums = recent.group_by { |one| one['category'] }.transform_values(&:size).select { |_, n| n >= 5 }
    needs = told('desk', '--client', 'aurora').first['needs'].select { |one| one['what'] == 'repeats' }
    said = needs.to_h { |one| ["#{one['title']} #{one['detail']}"[/Mail|Network|Disk|VPN|Database/], "#{one['title']} #{one['detail']}"[/\b(\d+) (?:incidents|times)/, 1].to_i] }
    assert_equal sums, said, needs.inspect
  end

  rule 'the list of proposals has each of the month, and credits each once' do
    said = told('proposals', '--month', month_word)
    assert_equal counts['proposals'].reject { |one| one['duplicate'] }.map { |one| one['issue'] }.sort, said['proposals'].map { |one| one['issue'] }.sort
    assert_equal counts['proposals'].count { |one| one['state'] == 'agreed' }, said['agreed_by_person'].sum { |one| one['agreed'] }
  end

  rule 'the page of TAMs compares by what SQL counts, before the TAM and since' do
    tams = told('tam')
    aurora = tams['clients'].find { |one| one['client'] == 'aurora' }
    { 'before' => [year.first, since - 1], 'with' => [since, year.last] }.each do |part, (from, to)|
      changes = ended('aurora', from, to)
      promised = changes.reject { |one| one['promised'].empty? }
      on_time = promised.count { |one| one['day'] <= one['promised'] }
      said = aurora[part]
      assert_equal [changes.size, on_time, promised.size - on_time], said.values_at('changes', 'kept', 'late'), part
      assert_equal kept(decided('aurora', from, to)), said.values_at('met', 'breached'), part
      waited = REASONS.transform_values { |word| changes.sum { |one| one['waited'][word].to_i } }
      assert_equal waited.values, said.values_at('waited_client', 'waited_vendor', 'waited_us'), part
    end
    assert_equal counts['marks'].sum { |one| one['mark'] }, aurora['before']['mark_sum'] + aurora['with']['mark_sum']
    load = tams['loads'].find { |one| one['person'] == site['tam1'].name }
    assert_equal counts['hours'].values_at(today.strftime('%Y-%m'), month_word).map(&:to_i), load.values_at('recorded_this_month', 'recorded_last_month')
    waiting = told('desk', '--client', 'aurora').first['needs']
    assert_equal waiting.size, load['duties']
    assert_equal [further.first], tams['clients'].select { |one| one['needed'] && one['tams'].empty? }.map { |one| one['client'] }
    assert_includes page('TAM'), "|Aurora Retail|since #{since}|#{aurora['with']['changes']}|"
  end

  rule 'the plugin shows the same page to whom the mapping names, and nobody else' do
    seen = site['manager1'].open('/estafeta/tams')
    assert_equal 200, seen.code
    assert_includes seen.text, "since #{since}"
    assert_includes site['manager1'].open('/estafeta').text, 'href="/estafeta/tams"'
    %w[tam1 network1 aurora1].each { |one| assert_equal 404, site[one].open('/estafeta/tams').code, one }
    refute_includes site['tam1'].open('/estafeta').text, '/estafeta/tams'
    assert_includes [403, 404], site['aurora1'].get('/projects/staff/wiki/TAM.json').code
  end

  rule 'what nobody took up was said to the deputy once, and no client reads it' do
    counts['questions'].each do |id|
      notes = site.issue(id)['journals'].select { |one| one['notes'].to_s.start_with?('@deputy1, ') }
      assert_equal [true], notes.map { |one| one['private_notes'] }, id
      refute_includes JSON.generate(site['aurora1'].issue(id)), '@deputy1'
    end
  end

  rule 'played again without a store, no page, issue or note is made anew' do
    # The draft of a digest is made once a day: what was not read yet when it was made comes into it the next time.
    site.forget_store
    2.times { site.sync! }
    before = count_again.slice('pages', 'issues', 'journals', 'reviews')
    site.forget_store
    2.times { site.sync! }
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
    assert_equal before, count_again.slice('pages', 'issues', 'journals', 'reviews')
  end

  rule 'the client gives a mark by one click, once the change is done' do
    change = ended('aurora', month, last_day(month)).find { |one| one['shown'] }
    related = site.issue(change['issue'])['relations'].map { |one| one.values_at('issue_id', 'issue_to_id') }.flatten.find { |one| one != change['issue'] }
    page = site['aurora1'].open("/issues/#{related}").text
    assert_includes page, 'How did it go?'
    form = Estafeta::Form.new(page, 'id="estafeta-mark"')
    assert_predicate site['aurora1'].submit(form, 'mark' => '5', 'word' => 'Better now'), :saved?
    assert_includes site.notes(related), 'Mark: 5 Better now'
    refute_includes site['network1'].open("/issues/#{related}").text, 'estafeta-mark'
    site.sync!
    assert_includes page('TAM'), '|5|Better now|'
  end
end
