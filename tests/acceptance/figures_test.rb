# frozen_string_literal: true

# With the plugin, whoever has no shell reads a client's SLA on a page, with the list behind each number and what will breach next,
# takes the report as a file, and signs the month by a button, once.

require 'csv'
require 'socket'
require 'time'
require_relative 'last_month'
require_relative 'support'

class FiguresTest < Acceptance::Test
  include Acceptance::LastMonth

  with_plugin

  PAGE = '/projects/aurora/estafeta/sla'
  ALL = '/estafeta/sla'
  BOARD = '/estafeta/board'
  STANDINGS = %w[met breached running at_risk paused].freeze

  def empty_month = (month << 5).strftime('%Y-%m')
  def port = (@@port ||= TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] })

  def install_plugin
    File.write(site.file('hints.secret'), "one-that-both-know\n", perm: 0o600)
    redmine.install_plugin(site.file('ids.json'), "HINTS=http://127.0.0.1:#{port}/hints", "SECRET_FILE=#{site.file('hints.secret')}")
  end

  CREDITS = { 'most' => 25, 'compliance' => { 'resolution' => [{ 'below' => 99, 'credit' => 5 }, { 'below' => 95, 'credit' => 15 }] }, 'each_breach' => { 'response' => 0.5 },
              'availability' => { 'calendar' => '24x7', 'outages' => { 'priority' => ['immediate'] }, 'bands' => [{ 'below' => 99.95, 'credit' => 5 }] } }.freeze

  def promise_credits = site.edit_mapping('policies') { |all| all['policies']['gold'].last['credits'] = CREDITS }

  # Incidents, a change under way, what is known of them published, and a service.
  def service
    @@service ||= begin
      promise_credits
      install_plugin
      File.write(site.file('incidents.rb'), "load '#{Acceptance::ROOT}/install/redmine/demo.rb'\n#{shift}")
      redmine.run(site.file('incidents.rb'),
                  'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_IDS' => site.file('ids.json'), 'ESTAFETA_PEOPLE' => site.file('people.json'))
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      config = site.write_settings('serve.yaml', settings.merge('listener' => { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }))
      @@change = site.agreed('landscape', 'system' => 'polaris', 'backup' => 'false')
      # Two passes, as the second finds done what the first one made; nobody asks for it meanwhile.
      2.times { site.sync! }
      Acceptance::Service.new(site, config).tap { |one| wait_for('the service') { one.text.include?('Takes hints') } }
    end
  end

  def page(query = "?month=#{month_word}", by: 'tam1', path: PAGE) = site[by].open(path + query)
  def in_words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')

  # The numbers of a page's first table of clocks: clock => {head => number}
  def numbers(html)
    rows = html[/<table class="list estafeta-list.*?<\/table>/m].scan(/<tr>(.*?)<\/tr>/m).flatten.map { |one| one.scan(/<td data-head="([^"]*)">(.*?)<\/td>/m).to_h { |head, cell| [head, cell.gsub(/<[^>]+>/, '')] } }
    rows.reject(&:empty?).to_h { |cells| [cells['Clock'], cells] }
  end

  def report(format, *words)
    run = site.estafeta('sla', 'report', '--client', 'aurora', '--month', month_word, '--format', format, *words)
    assert_code 0, run
    run.out
  end

  def totals = JSON.parse(report('json'))['totals'].to_h { |one| [one['clock'], one] }
  def link(html, clock, standing) = CGI.unescapeHTML(html[/href="([^"]*clock=#{clock}&amp;month=[^"]*standing=#{standing})"/, 1].to_s)

  rule 'the numbers of the page are those of the command' do
    service
    told = numbers(page.text)
    totals.each do |clock, total|
      counts = { 'Met' => total['met'], 'Breached' => total['breached'], 'Running' => total['running'], 'At risk' => total['at_risk'],
                 'Paused' => total['paused'], 'Left out' => total['left_out'].values.sum }
      assert_equal counts.transform_values(&:to_s), told[clock].slice(*counts.keys), clock
      assert_equal "#{total['compliance']}%", told[clock]['Compliance']
    end
    assert_operator totals['response']['breached'], :>=, 1
  end

  rule 'a number opens the list of the incidents that it counts' do
    html = page.text
    totals.each do |clock, total|
      STANDINGS.each do |standing|
        issues = total['issues'][standing]
        path = link(html, clock, standing)
        next assert_empty(path) if issues.empty?

        list = site['tam1'].open(path).text
        assert_equal issues.sort, list.scan(/<td data-head="#"><a href="\/issues\/(\d+)"/).flatten.map(&:to_i).sort, "#{clock} #{standing}"
        found = site['tam1'].open(CGI.unescapeHTML(list[/href="(\/issues\?[^"]*issue_id[^"]*)"/, 1])).text
        assert_equal issues.sort, found.scan(/<tr id="issue-(\d+)"/).flatten.map(&:to_i).sort
      end
    end
  end

  rule 'breaches stand with their cause and measure, and what repeats and where the time went with their incidents' do
    told = JSON.parse(report('json'))
    html = page.text
    told['breaches'].each { |one| assert_match(/<td data-head="Incident"><a href="\/issues\/#{one['issue']}">/, html) }
    assert_includes in_words(html), "Breaches: #{told['breaches'].size}"
    assert_includes in_words(html), 'Where the time of breached clocks went'
  end

  rule 'what the client gets back of the month stands on the page as in the report, with the incidents behind it' do
    html = page.text
    credits = JSON.parse(report('json'))['credits'].fetch(0)
    assert_equal [15.5, [15, 0.5, 0]], [credits['credit'], credits['lines'].map { |one| one['credit'] }]
    said = html[/Credits of the month.*?<\/ul>/m]
    assert_includes in_words(said), "gets back 15.5% of the month’s fee by policy gold"
    assert_equal credits['lines'].flat_map { |one| one['issues'] }, said.scan(/href="\/issues\/(\d+)"/).flatten.map(&:to_i)
    report('text').lines.grep(/^- (?:resolution|response|Availability): /).each do |line|
      assert_includes in_words(said), line.strip.delete_prefix('- ').sub(/ \(#.*\)\z/, '')
    end
  end

  rule 'every client\'s figures of a month are one table, which leads to each' do
    html = page(path: ALL, by: 'admin').text
    rows = html.scan(/<td data-head="Client"><a href="([^"]*)">/).flatten.uniq
    assert_includes rows, "#{PAGE}?month=#{month_word}"
    assert_operator rows.size, :>=, 2
    own = page(path: ALL).text
    assert_includes own, PAGE
    refute_includes own, 'meridian', 'another TAM\'s'
  end

  rule 'what will breach is told as the command tells it, the most urgent first, with who holds it' do
    run = site.estafeta('sla', 'forecast', '--hours', 24, '--format', 'json')
    assert_code 0, run
    told = JSON.parse(run.out)['clocks'].select { |one| one['client'] == 'Aurora Retail' && one['outlook'] == 'breaches' }
    refute_empty told
    html = page.text
    section = html[/<h3 id="forecast">.*?<\/table>/m]
    assert_includes section, "Will breach if nothing happens: #{told.size}"
    assert_equal told.map { |one| one['issue'] }, section.scan(/data-head="Incident"><a href="\/issues\/(\d+)"/).flatten.map(&:to_i)
    told.each { |one| assert_includes section, one['holder'] }
    assert_includes html, 'within=8'
  end

  rule 'the report is downloaded from the page, just as the command makes it' do
    csv = site['tam1'].open("#{PAGE}/report?month=#{month_word}&type=csv")
    assert_equal 200, csv.code
    made, downloaded = [report('csv'), csv.text.dup.force_encoding('UTF-8')].map { |one| CSV.parse(one, headers: true).map(&:to_h) }
    # What still runs has used more a second later.
    moving = %w[counted_at elapsed_s used median_s p90_s]
    assert_equal made.map { |row| row.except(*moving) }, downloaded.map { |row| row.except(*moving) }
    met = ->(rows) { rows.select { |row| row['standing'] == 'met' } }
    refute_empty met[made]
    assert_equal met[made], met[downloaded]
    html = site['tam1'].open("#{PAGE}/report?month=#{month_word}&type=html").text.dup.force_encoding('UTF-8')
    assert_includes html, '<!DOCTYPE html>'
    totals.each_value { |one| assert_includes html, one['compliance'].to_s }
    assert_equal 404, site['tam1'].open("#{PAGE}/report?month=#{month_word}&type=exe").code
  end

  rule 'the board shows each change under way with what each department has to do for it' do
    html = site['tam1'].open(BOARD).text
    tasks = site.tasks(@@change)
    assert_includes html, %(<a href="/issues/#{@@change}">)
    cell = html[/<td data-head="Network">(.*?)<\/td>/m, 1]
    assert_includes cell, "/issues/#{tasks['network']['id']}"
    assert_includes in_words(cell), 'ready to start'
    # In Russian the column of clients and that of tasks for the client would have one name.
    site['admin'].put("/users/#{site['deputy1'].id}.json", 'user' => { 'language' => 'ru' })
    html = site['deputy1'].open(BOARD).text
    assert_includes html[/<td data-head="Клиент">(.*?)<\/td>/m, 1], 'Aurora Retail'
    assert_includes html[/<td data-head="Клиент: работы">(.*?)<\/td>/m, 1], "/issues/#{tasks['accept']['id']}"
    [BOARD, ALL].each { |path| assert_includes site['tam1'].open('/estafeta').text, %(href="#{path}") }
    assert_includes site['tam1'].open('/projects/aurora/estafeta').text, %(href="#{PAGE}")
  end

  def sign_form(by, query = "?month=#{month_word}") = Estafeta::Form.new(page(query, by: by).text, 'class="estafeta-sign"')

  # Presses the button; answers the page that it leads to.
  def sign(by, form = sign_form(by), **values)
    answer = site[by].submit(form, values)
    assert_predicate answer, :saved?, answer.inspect
    URI(answer.location).request_uri
  end

  def files(of = month_word)
    found = site['admin'].get("/projects/staff/wiki/SLA-aurora-#{of}.json?include=attachments")
    found.code == 200 ? found.body['wiki_page']['attachments'].map { |one| one['filename'] } : []
  end

  # What the page says once it says that, brought as to a browser in which it stays open.
  def said(path, by, sentence)
    html = site[by].open(path).text
    wait_for(sentence) do
      in_words(html).include?(sentence) || begin
        news = site[by].open("#{path}&version=#{CGI.escape(html[/data-version="([^"]*)"/, 1])}")
        html = news.text if news.code == 200
        false
      end
    end
    in_words(html)
  end

  rule 'an engineer reads the figures and is not offered to sign them' do
    html = page(by: 'network1').text
    refute_empty numbers(html)
    refute_includes html, 'estafeta-sign"'
    answer = site['network1'].post_from_page("#{PAGE}/sign_off", 'month' => month_word, 'key' => 'a' * 32, 'role' => 'engineer')
    assert_equal 403, answer.code
  end

  rule 'a TAM signs the month by a button, pressed twice it is signed once, and the page shows it by itself' do
    form = sign_form('tam1')
    assert_includes in_words(page.text), 'Breaches without a cause or a measure:'
    refute_empty form.value('role')
    path = sign('tam1', form)
    sign('tam1', form)
    text = said(path, 'tam1', 'The month is signed.')
    assert_includes text, "by #{site['tam1'].name}, #{form.value('role')}."
    assert_equal ["sla-aurora-#{month_word}-1.json"], files
    told = JSON.parse(report('json'))['sign_offs'].first
    assert_equal "#{site['tam1'].name}, #{form.value('role')}", told['by']
    assert_empty told['restatements']
    sign('tam1', form) # as whoever did not hear the answer; what comes of it the next rule's files tell, as requests take turns
  end

  rule 'a month that is signed is signed again only where that is ticked, and then the former figures stay' do
    form = sign_form('tam1')
    text = said(sign('tam1', form), 'tam1', 'was signed on')
    assert_includes text, 'sign it again'
    assert_equal 1, files.size
    said(sign('tam1', sign_form('tam1'), 'again' => '1'), 'tam1', 'The month is signed.')
    assert_equal [1, 2].map { |n| "sla-aurora-#{month_word}-#{n}.json" }, files.sort
  end

  rule 'a month without clocks is signed only where that is ticked' do
    query = "?month=#{empty_month}"
    said(sign('tam1', sign_form('tam1', query)), 'tam1', 'Nothing was signed')
    assert_empty files(empty_month)
    said(sign('tam1', sign_form('tam1', query), 'confirm_empty' => '1'), 'tam1', 'The month is signed.')
    assert_equal 1, files(empty_month).size
  end

  rule 'a client gets none of it' do
    [PAGE, ALL, BOARD, "#{PAGE}/incidents?month=#{month_word}&clock=response&standing=met", "#{PAGE}/report?month=#{month_word}&type=csv"].each do |path|
      assert_equal 403, site['aurora1'].open(path).code, path
    end
    answer = site['aurora1'].post_from_page("#{PAGE}/sign_off", 'month' => month_word, 'key' => 'b' * 32, 'role' => 'client')
    assert_equal 403, answer.code
    assert_equal 403, site['tam2'].open(PAGE).code
  end

  rule 'while Estafeta is away the page shows what was known, and what needs it says so' do
    service.stop
    html = page.text
    refute_empty numbers(html)
    answer = site['tam1'].open("#{PAGE}/report?month=#{month_word}&type=html")
    assert_predicate answer, :saved?
    assert_includes site['tam1'].open(URI(answer.location).request_uri).errors.join, 'Estafeta did not answer'
    path = sign('tam1', sign_form('tam1'), 'again' => '1')
    assert_includes site['tam1'].open(path).errors.join, 'Estafeta did not answer'
    assert_equal 2, files.size
  end

  rule 'nothing of the pages is script or style in place' do
    [PAGE, ALL, BOARD, "#{PAGE}?month=#{empty_month}"].each do |path|
      html = site['tam1'].open(path).text[%r{<div id="estafeta-panel".*</section>\s*</div>}m]
      refute_match(/<(script|style|iframe)\b|\s(on\w+|style)="|javascript:/i, html.to_s)
      refute_empty html.to_s
    end
  end
end
