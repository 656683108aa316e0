# frozen_string_literal: true

# A month of a client's life: 300 incidents, two outages of which one hits twelve clients, six changes, five questions, three proposals, and what
# engineers noticed of floods. Every number on the pages is what SQL counts in Redmine's database; played again without a store, and killed at
# random, nothing is made anew; and no client reads what is not meant for it.
#
# ESTAFETA_MONTH: words that say how it is played: `ru` (everything in Russian), `stock` (without the plugin), `killed` (also while the month is
# seen for the first time). ESTAFETA_MONTH_DEATHS: how often it is killed (default: 20).

require 'time'
require_relative 'last_month'
require_relative 'reader'
require_relative 'support'

class MonthTest < Acceptance::Test
  include Acceptance::LastMonth

  HOW = ENV.fetch('ESTAFETA_MONTH', '').split
  LANG = HOW.include?('ru') ? 'ru' : 'en'
  BY_PLUGIN = !HOW.include?('stock')
  DEATHS = ENV.fetch('ESTAFETA_MONTH_DEATHS', '20').to_i
  DEPARTMENTS = %w[network vmware unix dba backup].freeze
  REASONS = %w[client vendor internal].freeze
  EXCLUDED = 'SLA correction: excluded'
  POLICY = { 'policies' => %w[gold silver managed].to_h { |name| [name, [{ 'valid_from' => Date.new(2025, 1, 1), 'targets' => [{ 'calendar' => '24x7', 'response' => '1h', 'resolution' => '8h' }] }]] } }.freeze

  with_plugin if BY_PLUGIN

  def self.site(**)
    super(lang: LANG, **{ 'live_from' => "#{(Date.today << 3).strftime('%Y-%m')}-01T00:00:00Z", 'limits' => { 'writes_per_pass' => 2000, 'mails_per_pass' => 5000 } })
  end

  # One that is told of the plugin.
  def self.plugin_rule(sentence, &) = (rule(sentence, &) if BY_PLUGIN)

  def further = (1..10).map { |n| format('client-%02d', n) }
  def today = Time.now.getlocal(ZONE).to_date
  def first = Time.new(month.year, month.month, 1, 0, 0, 0, ZONE)
  def since = Date.new(month.year, month.month, 13)
  def yaml(name) = YAML.safe_load(File.read(site.file("mappings/#{name}.yaml")), permitted_classes: [Date, Time])
  # JSON is YAML, too, and has no anchors.
  def write(name, content) = File.write(site.file("mappings/#{name}.yaml"), JSON.pretty_generate(content))

  # The words of this site.
  def sentences = (@@sentences ||= yaml("messages/#{LANG}")['messages'])
  def say(key, **values) = sentences.fetch(key).gsub(/\{(\w+)(?:@\w+)?\}/) { values.fetch(Regexp.last_match(1).to_sym).to_s }
  def label(key) = YAML.safe_load(File.read(File.join(Acceptance::PLUGIN, "config/locales/#{LANG}.yml")))[LANG].fetch("estafeta_#{key}")
  def department(id) = yaml('departments')['departments'].fetch(id)['title'][LANG]
  def client_name = yaml('clients')['clients'].fetch('aurora')['name'][LANG]
  def review = say('review.subject', title: '').strip.delete_suffix(':')

  def describe
    write('policies', POLICY)
    clients = yaml('clients')
    clients['clients']['aurora'].delete('freezes')
    clients['clients']['aurora'].merge!('digest' => 'monthly', 'tam_since' => since, 'language' => LANG)
    further.each { |id| clients['clients'][id] = { 'project' => id, 'name' => id.capitalize, 'contracts' => clients['clients']['meridian']['contracts'] } }
    write('clients', clients)
    reasons = yaml('tracker')['tracker']['hold_reasons']
    facts = { 'ids' => site.ids, 'first' => first.utc.iso8601, 'until' => facts_until.utc.iso8601, 'clients' => further, 'departments' => DEPARTMENTS.to_h { |id| [id, department(id)] },
              'reasons' => REASONS.to_h { |one| [one, reasons[one][LANG]] }, 'client' => client_name, 'review' => review, 'excluded' => EXCLUDED }
    File.write(site.file('facts.json'), JSON.generate(facts))
  end

  def within(file, more = {}) = redmine.run(File.join(__dir__, file), { 'MONTH_FACTS' => site.file('facts.json') }.merge(more))
  def counts = (@@counts ||= JSON.parse(within('month_counts.rb').lines.last))
  def count_again = (@@counts = nil).then { counts }

  def told(*words)
    run = site.estafeta(*words, '--format', 'json')
    assert_code 0, run
    JSON.parse(run.out)
  end

  def page(title) = site['tam1'].get("/projects/staff/wiki/#{title}.json").body['wiki_page']['text']
  def decided(client, from, to, clock = nil) = counts['incidents'].select { |one| [nil, one['client']].include?(client) && (from.to_s..to.to_s).cover?(one['day']) && [nil, one['clock']].include?(clock) && Time.iso8601(one['created']) < facts_until }
  def facts_until = Time.new(today.year, today.month, today.day, 0, 0, 0, ZONE)
  def last_day(day) = Date.new(day.year, day.month, -1)
  def kept(all) = [all.count { |one| one['met'] }, all.count { |one| !one['met'] }]
  def ended(client, from, to) = counts['changes'].select { |one| one['client'] == client && one['day'] && (from.to_s..to.to_s).cover?(one['day']) }
  def year = [(Date.new(today.year, today.month, 1) << 11), last_day(today)]

  # A pass that is killed at some moment; false: it had ended before.
  def dies_within(seconds)
    pid = Process.spawn(Acceptance::BINARY, '-c', site.file('estafeta.yaml'), 'sync', %i[out err] => [site.file('killed.log'), 'a'])
    ended = Process.detach(pid)
    return false if ended.join(Random.rand * Random.rand * seconds)

    Process.kill('KILL', pid)
    ended.value.signaled?
  end

  def seconds
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
  end

  # So often, with its store or without, the seed says when.
  def killed_at_random(longest)
    deaths = 0
    (3 * DEATHS).times do
      break if deaths == DEATHS

      site.forget_store if Random.rand < 0.5
      deaths += 1 if dies_within(longest)
    end
    assert_equal DEATHS, deaths
  end

  # What there is more than before: issues and entries, and versions of pages by their title, that of the outage's review under one name.
  def made
    before = count_again
    yield
    after = count_again
    pages = after['pages'].to_h { |title, version| [title, version - before['pages'].fetch(title, 0)] }.reject { |_, more| more.zero? }
    [after['issues'] - before['issues'], after['journals'] - before['journals'], pages.transform_keys { |title| title.start_with?('Review-') ? 'Review' : title }]
  end

  rule 'a month has happened, and Estafeta has seen all of it' do
    describe
    redmine.install_plugin(site.file('ids.json')) if BY_PLUGIN
    within('month_life.rb')
    killed_at_random(60) if HOW.include?('killed')
    site.sync!
    assert_wrote_nothing(redmine.requests { site.sync! })
    assert_equal 300 + 1 + 12 + 1, counts['incidents'].map { |one| one['issue'] }.uniq.size
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
      met, breached = kept(decided('aurora', month, last_day(month), clock).reject { |one| one['private'] })
      assert_includes text, say('client_digest.clock', clock: say("clock.#{clock}"), met: met, n: met + breached)
    end
    shown = ended('aurora', month, last_day(month)).select { |one| one['shown'] }
    done = say('client_digest.done_line', issue: '', title: '', day: '').delete('#').strip
    assert_equal shown.size, text.split(say('client_digest.below')).last.scan(done).size
    assert_includes text, say('client_digest.hint_mark', issue: '', text: '4: quick, but at night').delete_prefix('#')
  end

  rule 'each outage has its review, and the mass outage one with all its clients' do
    assert_equal [['aurora', 1], ['staff', 1]], counts['reviews'].group_by { |one| one['identifier'] }.map { |project, all| [project, all.size] }.sort
    mass = counts['reviews'].find { |one| one['identifier'] == 'staff' }
    assert_equal say('review.subject_of_mass', n: 12, title: 'No power'), mass['subject']
    assert_includes told('desk', '--client', 'aurora').first['needs'].map { |one| one['issue'] }, mass['id']
  end

  rule 'what repeats is suggested with the numbers that SQL counts' do
    from = Time.new((today - 30).year, (today - 30).month, (today - 30).day, 0, 0, 0, ZONE)
    recent = counts['incidents'].select { |one| one['client'] == 'aurora' && one['clock'] == 'response' && one['category'] && (from...facts_until).cover?(Time.iso8601(one['created'])) }
    sums = recent.group_by { |one| one['category'] }.transform_values(&:size).select { |_, n| n >= 5 }
    needs = told('desk', '--client', 'aurora').first['needs'].select { |one| one['what'] == 'repeats' }
    how_many = /#{Regexp.escape(sentences.fetch('desk.repeats')[/.*?\{before\}/]).sub('\{n\}', '(\d+)').gsub(/\\\{\w+\\\}/, '\d+')}/
    said = needs.to_h { |one| "#{one['title']} #{one['detail']}".then { |text| [text[/Mail|Network|Disk|VPN|Database/], text[how_many, 1].to_i] } }
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
      waited = REASONS.map { |one| yaml('tracker')['tracker']['hold_reasons'][one][LANG] }.map { |word| changes.sum { |one| one['waited'][word].to_i } }
      assert_equal waited, said.values_at('waited_client', 'waited_vendor', 'waited_us'), part
    end
    others = decided(nil, year.first, year.last).reject { |one| %w[aurora meridian].include?(one['client']) }
    assert_equal 2 * further.size, others.size
    assert_equal kept(decided('aurora', year.first, since - 1) + others), tams['without'].values_at('met', 'breached')
    assert_equal kept(decided('aurora', since, year.last) + decided('meridian', year.first, year.last)), tams['with'].values_at('met', 'breached')
    assert_equal counts['marks'].sum { |one| one['mark'] }, aurora['before']['mark_sum'] + aurora['with']['mark_sum']
    load = tams['loads'].find { |one| one['person'] == site['tam1'].name }
    assert_equal counts['hours'].values_at(today.strftime('%Y-%m'), month_word).map(&:to_i), load.values_at('recorded_this_month', 'recorded_last_month')
    waiting = told('desk', '--client', 'aurora').first['needs']
    assert_equal waiting.size, load['duties']
    assert_equal [further.first], tams['clients'].select { |one| one['needed'] && one['tams'].empty? }.map { |one| one['client'] }
    # By the markup of the release the cells may have spaces around them.
    assert_includes page('TAM').gsub(/ *\| */, '|'), "|#{client_name}|#{say('tam.since', day: since)}|#{aurora['with']['changes']}|"
  end

  plugin_rule 'the plugin shows the same page to whom the mapping names, and nobody else' do
    seen = site['manager1'].open('/estafeta/tams')
    assert_equal 200, seen.code
    assert_includes seen.text, say('tam.since', day: since)
    assert_includes site['manager1'].open('/estafeta').text, 'href="/estafeta/tams"'
    %w[tam1 network1 aurora1].each { |one| assert_equal 404, site[one].open('/estafeta/tams').code, one }
    refute_includes site['tam1'].open('/estafeta').text, '/estafeta/tams'
  end

  rule 'what nobody took up was said to the deputy once, and no client reads it' do
    counts['questions'].each do |id|
      notes = site.issue(id)['journals'].select { |one| one['notes'].to_s.start_with?('@deputy1, ') }
      assert_equal [true], notes.map { |one| one['private_notes'] }, id
      refute_includes JSON.generate(site['aurora1'].issue(id)), '@deputy1'
    end
  end

  rule 'played again without a store, no page, issue or note is made anew' do
    before = count_again.slice('pages', 'issues', 'journals', 'reviews')
    2.times do
      site.forget_store
      assert_wrote_nothing(redmine.requests { site.sync! })
    end
    assert_equal before, count_again.slice('pages', 'issues', 'journals', 'reviews')
  end

  rule 'killed at random moments, with its store and without, it makes what happens once' do
    longest = 0
    calm = made do
      within('month_life.rb', 'MONTH_MORE' => '1')
      2.times { site.sync! }
      # What is counted once a day is counted again.
      site.forget_store
      longest = seconds { site.sync! }
    end
    killed = made do
      within('month_life.rb', 'MONTH_MORE' => '2')
      killed_at_random(longest)
      site.sync!
    end
    assert_equal calm.first(2), killed.first(2), 'issues and notes'
    # On the first day of a month what happens here may still belong to the last one, whose draft then says it, once.
    drafts, pages = killed.last.partition { |title, _| title.start_with?('Digest-') }
    assert_empty(drafts.select { |_, versions| versions > 1 })
    assert_equal calm.last.keys.reject { |title| title.start_with?('Digest-') }.sort, pages.map(&:first).sort, 'pages'
    pages.each { |title, versions| assert_operator versions, :<=, calm.last[title], title }
    assert_equal 1, killed.last['Review']
    agreed = counts['proposals'].count { |one| one['state'] == 'agreed' && !one['duplicate'] }
    assert_equal 3, agreed
    assert_equal agreed, (told('proposals', '--month', month_word)['agreed_by_person'] + told('proposals', '--month', today.strftime('%Y-%m'))['agreed_by_person']).sum { |one| one['agreed'] }
  end

  rule 'the client reads its digest, its requests and its incidents, and nowhere a word of what is internal' do
    send_digest
    reader = Acceptance::Reader.new(site['aurora1'], site['admin'], yaml('departments')['departments'].keys)
    # As an administrator who lets the client read its wiki.
    redmine.execute("Role.find(#{site.ids['roles']['client']}).add_permission!(:view_wiki_pages)")
    assert_equal({ issues: own_issues, pages: own_pages }, reader.readable)
    found = []
    reader.each { |address, text| text.scan(/canary[a-z]+/i).uniq.each { |word| found << "#{word} at #{address}" } }
    assert_empty found
    digest = site['aurora1'].get("/projects/aurora/wiki/Digest-#{month_word}.json").body['wiki_page']['text']
    [*DEPARTMENTS.map { |id| department(id) }, *site.people.values.reject { |one| one.role == 'client' }.map(&:name)].each { |name| refute_includes digest, name }
  end

  rule 'the words that no client may read stand where others read them' do
    known = []
    reader = Acceptance::Reader.new(site['admin'], site['admin'], [])
    reader.each do |_, text|
      known |= text.scan(/canary[a-z]+/)
      break if (CANARIES - known).empty?
    end
    assert_equal CANARIES, known.sort
  end

  rule 'the client gives a mark by one click, once the change is done' do
    change = ended('aurora', month, last_day(month)).find { |one| one['shown'] }
    related = site.issue(change['issue'])['relations'].map { |one| one.values_at('issue_id', 'issue_to_id') }.flatten.find { |one| one != change['issue'] }
    written = page('TAM')
    give_mark(related)
    site.sync!
    assert_includes told('tam')['marks'].map { |one| one.values_at('mark', 'text') }, [5, 'Better now']
    assert_equal written, page('TAM'), 'it is written once a day'
  end

  private

  CANARIES = %w[canarycause canarychange canarychangenote canarydossier canaryhandover canaryhidden canaryhiddencause canaryhours canaryincidentnote canaryledger
                canarymeasure canaryparameter canaryproposal canaryreason canaryrequestnote canarytask canarytasknote].freeze

  # The TAM's word in the draft, and what becomes of it.
  def send_digest
    redmine.execute("Project.find('aurora').enable_module!(:wiki)")
    title = "Digest-aurora-#{month_word}"
    line = ->(word) { "#{say('client_digest.send_label')}: #{say("client_digest.word_#{word}")}" }
    text = page(title)
    assert_includes text, line['no']
    assert_includes 200..204, site['tam1'].put("/projects/staff/wiki/#{title}.json", 'wiki_page' => { 'text' => text.sub(line['no'], line['send']) }).code
    site.sync!
    assert_equal 200, site['admin'].get("/projects/aurora/wiki/Digest-#{month_word}.json").code
  end

  def own_issues = site['admin'].then { |all| %w[incident request].sum { |kind| all.get("/issues.json?project_id=aurora&tracker_id=#{site.tracker(kind)}&status_id=*&limit=1").body['total_count'] } - 1 }
  def own_pages = 1

  def give_mark(request)
    return assert_equal(204, site['aurora1'].update(request, 'notes' => format('%s Better now', label('mark_note') % { mark: 5 })).code) unless BY_PLUGIN

    page = site['aurora1'].open("/issues/#{request}").text
    assert_includes page, label('mark_ask')
    form = Estafeta::Form.new(page, 'id="estafeta-mark"')
    assert_predicate site['aurora1'].submit(form, 'mark' => '5', 'word' => 'Better now'), :saved?
    assert_includes site.notes(request), "#{label('mark_note') % { mark: 5 }} Better now"
    refute_includes site['network1'].open("/issues/#{request}").text, 'estafeta-mark'
  end
end
