# frozen_string_literal: true

# A month's report as a TAM lives with it on a real Redmine: the figures, a what-if, a correction, the signing, and what was
# restated afterwards.

require 'csv'
require 'time'
require_relative 'last_month'
require_relative 'support'

class ReportsTest < Acceptance::Test
  include Acceptance::LastMonth

  COUNTS = %w[count met breached running at_risk paused].freeze
  LATE_ANSWER = 'Virtual machine db-01 does not answer' # response breached, resolution met
  LATE_END = 'Uploads break off after a minute'         # the other way round

  def incidents
    @@incidents ||= begin
      redmine.run(File.join(Acceptance::ROOT, 'install/redmine/demo.rb'),
                  'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_IDS' => site.file('ids.json'), 'ESTAFETA_PEOPLE' => site.file('people.json'))
      redmine.execute(shift)
      site['admin'].issues("tracker_id=#{site.tracker('incident')}&status_id=*&limit=100&sort=id")
    end
  end

  def incident(subject) = incidents.find { |one| one['subject'] == subject }

  def report(*words)
    run = site.estafeta('sla', 'report', '--month', month_word, *words)
    assert_code 0, run
    run.out
  end

  def json(*words) = JSON.parse(report('--format', 'json', *words))
  def total(report, clock) = report['totals'].find { |one| one['clock'] == clock }
  def decided(report, clock) = total(report, clock).values_at('met', 'breached')
  def left_out(group) = group['left_out'].values.sum

  # clock => [count, met, breached, compliance] of the totals
  def of_json(report) = report['totals'].to_h { |one| [one['clock'], one.values_at('count', 'met', 'breached', 'compliance').map { |n| n.to_s }] }

  def of_csv(text)
    totals = CSV.parse(text, headers: true).select { |line| line['row'] == 'total' }
    totals.to_h { |one| [one['clock'], one.values_at('count', 'met', 'breached', 'compliance').map(&:to_s)] }
  end

  def of_cells(rows)
    rows.to_h { |clock, *cells| [clock, cells.first(4).map { |cell| cell.delete('%') }] }
  end

  def of_text(text)
    clocks = text.lines.map { |line| line.strip.split(/\s{2,}/) }.select { |cells| cells.first == 'Total' }
    of_cells(clocks.map { |cells| cells.drop(1) })
  end

  def of_html(text)
    rows = text.scan(/<tr class="total">(.*?)<\/tr>/m).map { |one,| one.scan(/<td[^>]*>(.*?)<\/td>/m).map { |cell,| cell.gsub(/<[^>]*>/, '') } }
    of_cells(rows.map { |cells| cells.drop(1) })
  end

  def correct(issue, by:, **lines)
    kind = lines.delete(:kind)
    note = ["SLA correction: #{kind}", *lines.map { |name, value| "#{name.capitalize}: #{value}" }].join("\n")
    page = site[by].edit_by_form(issue['id'], 'notes' => note, 'private_notes' => '1')
    assert page.saved?, page.errors.inspect
  end

  def local(issue, seconds) = (Time.iso8601(issue['created_on']) + seconds).getlocal(ZONE).strftime('%Y-%m-%d %H:%M:%S')

  # What each format says of the month before anybody corrected anything; format => text.
  def formats
    @@formats ||= %w[text json csv html].to_h { |format| [format, report('--format', format)] }
  end

  rule 'text, JSON, CSV and the page give the same figures' do
    assert_equal 21, incidents.size
    told = of_json(JSON.parse(formats['json']))
    assert_equal told, of_csv(formats['csv'])
    assert_equal told, of_text(formats['text'])
    assert_equal told, of_html(formats['html'])
    told.each { |clock, (_, met, breached)| assert_operator [met, breached].map(&:to_i).min, :>=, 1, clock }
    puts formats['text']
  end

  rule 'and they add up, however they are grouped' do
    %w[client,priority department,month].each do |by|
      told = json('--by', by)
      told['totals'].each do |sum|
        groups = told['groups'].select { |one| one['clock'] == sum['clock'] }
        COUNTS.each { |name| assert_equal sum[name], groups.sum { |one| one[name] }, "#{by}: #{name}" }
        assert_equal left_out(sum), groups.sum { |one| left_out(one) }
        assert_equal sum['count'], COUNTS.drop(1).sum { |name| sum[name] } + left_out(sum)
        COUNTS.drop(1).each { |name| assert_equal sum[name], sum['issues'][name].size, name }
      end
      rows = CSV.parse(report('--format', 'csv', '--by', by), headers: true).group_by { |line| line['row'] }
      COUNTS.each { |name| assert_equal 1, rows.values.map { |lines| lines.sum { |line| line[name].to_i } }.uniq.size, "#{by}: #{name}" }
    end
  end

  rule 'priorities stand in the order of their urgency' do
    words = json('--by', 'priority')['groups'].map { |one| one['priority'] }.uniq
    assert_operator words.size, :>=, 3
    assert_equal %w[immediate urgent high normal low] & words, words
  end

  rule 'every incident on the page leads to Redmine' do
    page = formats['html']
    listed = JSON.parse(formats['json'])['totals'].flat_map { |one| one['issues'].values_at(*COUNTS.drop(1)).flatten + one['issues']['left_out'].values.flatten }.uniq
    refute_empty listed
    listed.each { |id| assert_includes page, "<a href=\"#{redmine.url}/issues/#{id}\">" }
    text = page.gsub(/<(a|style)\b[^>]*>.*?<\/\1>/m, '').gsub(/<[^>]*>/m, '') # colours are no incidents
    assert_empty text.scan(/#\d+/) & listed.map { |id| "##{id}" }
  end

  rule 'no person is named in any of them' do
    names = JSON.parse(File.read(site.file('people.json'), encoding: 'UTF-8')).flat_map { |login, one| [login, one['name'], one['name'].split.last] }
    formats.each do |format, text|
      assert_empty(names.select { |name| text.match?(/\b#{Regexp.escape(name)}\b/) }, format)
    end
  end

  rule 'the forecast lists what is open, in the order in which it breaches' do
    run = site.estafeta('sla', 'forecast', '--hours', 8784, '--format', 'json')
    assert_code 0, run
    forecast = JSON.parse(run.out)
    lines = forecast['clocks'].group_by { |one| one['outlook'] }
    lines.each_value { |of_one| assert_equal of_one.map { |one| one['due'] }.sort, of_one.map { |one| one['due'] } }
    told = lines.transform_values { |of_one| of_one.map { |one| [one['issue'], one['clock']] }.sort }
    assert_equal open_clocks(forecast['now']), told
  end

  # What a report that goes to today says was open at that instant: outlook => [[issue, clock], ...].
  def open_clocks(now)
    run = site.estafeta('sla', 'report', '--from', '2025-01-01', '--format', 'csv')
    assert_code 0, run
    rows = CSV.parse(run.out, headers: true).select { |line| line['row'] == 'incident' }
    breached_since = rows.select { |line| line['standing'] == 'breached' && line['counted_at'] > now }
    { 'breaches' => rows.select { |line| %w[running at_risk].include?(line['standing']) } + breached_since,
      'paused' => rows.select { |line| line['standing'] == 'paused' } }
      .transform_values { |lines| lines.map { |line| [line['issue'].to_i, line['clock']] }.sort }
  end

  rule 'a what-if says what would flip, and writes nothing' do
    policy = site.file('what-if.yaml')
    File.write(policy, YAML.dump(YAML.load_file(site.file('mappings/policies.yaml'), permitted_classes: [Date]).tap do |file|
      file['policies']['gold'].first['targets'].each { |target| target['response'] = '41m' }
    end))
    requests = redmine.requests do
      run = site.estafeta('sla', 'rejudge', '--policy', policy, '--month', month_word, '--format', 'json')
      assert_code 0, run
      @told = JSON.parse(run.out)
    end
    assert_wrote_nothing requests
    flipped = @told['flips'].map { |one| one.values_at('issue', 'clock') }
    assert_equal [[incident(LATE_ANSWER)['id'], 'response']], flipped
  end

  rule 'a correction by the form moves the figure and is listed' do
    before = json
    issue = incident(LATE_ANSWER)
    correct(issue, by: 'tam1', kind: 'answered', at: local(issue, 300), reason: 'answered by telephone', evidence: 'call record 4711')
    after = json
    met, breached = decided(before, 'response')
    assert_equal [met + 1, breached - 1], decided(after, 'response')
    assert_equal decided(before, 'resolution'), decided(after, 'resolution')
    assert_equal [[issue['id'], 'answered', 'answered by telephone']], after['corrections'].map { |one| one.values_at('issue', 'type', 'reason') }
    %w[text html].each { |format| assert_includes report('--format', format), 'answered by telephone' }
  end

  def sign(*words)
    site.estafeta('sla', 'sign-off', '--client', 'aurora', '--month', month_word, '--by', 'service manager', *words)
  end

  def page_name = "SLA-aurora-#{month_word}"
  def page_by(login) = site[login].get("/projects/staff/wiki/#{page_name}.json?include=attachments")

  rule 'signing makes a page with the figures for staff alone' do
    @@signed = decided(json('--client', 'aurora'), 'response')
    assert_code 0, sign
    page = page_by('tam1')
    assert_equal 200, page.code
    files = page.body['wiki_page']['attachments']
    assert_equal ["sla-aurora-#{month_word}-1.json"], files.map { |one| one['filename'] }
    kept = site['tam1'].get(URI(files.first['content_url']).path).body
    assert_equal @@signed, %w[met breached].map { |standing| kept['clocks'].count { |one| one['clock'] == 'response' && one['standing'] == standing } }
    puts page.body['wiki_page']['text']
    assert_includes [403, 404], page_by('aurora1').code
    refute_equal 200, site['aurora1'].get(URI(files.first['content_url']).path).code
  end

  rule 'a second signing is refused and changes nothing' do
    refused = nil
    assert_wrote_nothing(redmine.requests { refused = sign })
    refute_equal 0, refused.code
    assert_includes refused.err, 'service manager'
    assert_equal 1, page_by('tam1').body['wiki_page']['attachments'].size
    assert_empty json('--client', 'aurora')['sign_offs'].first['restatements']
  end

  rule 'a correction after it is a restatement, and what was signed stays' do
    issue = incident(LATE_END)
    correct(issue, by: 'deputy1', kind: 'restored', at: local(issue, 7 * 3600), reason: 'the vendor had mended it by then')
    told = json['sign_offs'].first
    assert_equal [[issue['id'], 'resolution', 'breached', 'met', 'correction']], restated(told)
    assert_equal 1, told['now']['resolution']['met'] - told['signed']['resolution']['met']
    assert_match(/##{issue['id']} resolution: breached, 11 h.* → met, 7 h/, report)
    puts report.lines.first(12)
  end

  def restated(told)
    told['restatements'].map { |one| [one['issue'], one['clock'], one['was']['standing'], one['is']['standing'], one['why']] }
  end

  rule 'so is one whose note was deleted' do
    issue = incident(LATE_ANSWER)
    note = site.issue(issue['id'])['journals'].find { |one| one['notes'].to_s.start_with?('SLA correction') }
    redmine.execute("Journal.find(#{note['id']}).destroy")
    told = json['sign_offs'].first
    assert_includes restated(told), [issue['id'], 'response', 'met', 'breached', 'correction']
    assert_equal @@signed, told['signed']['response'].values_at('met', 'breached')
  end

  rule 'signed again, the former figures stay beside the new ones' do
    assert_code 0, sign('--again')
    assert_equal [1, 2].map { |n| "sla-aurora-#{month_word}-#{n}.json" },
                 page_by('tam1').body['wiki_page']['attachments'].map { |one| one['filename'] }.sort
    assert_empty json['sign_offs'].first['restatements']
  end
end
