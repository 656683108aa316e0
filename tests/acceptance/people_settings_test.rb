# frozen_string_literal: true

# With the plugin, windows, freezes, absences and causes are entered on pages by whom they concern, checked, kept with who changed
# what, and counted by the running service without a restart.

require 'date'
require 'socket'
require 'time'
require_relative 'support'

class PeopleSettingsTest < Acceptance::Test
  with_plugin

  WINDOWS = '/projects/aurora/estafeta/windows'
  ABSENCES = '/estafeta/absences'
  CAUSES = '/estafeta/causes'
  REGISTER = '/projects/aurora/estafeta/register'
  SETTINGS = '/estafeta/settings.json'
  FREEZE = { 'zone' => 'Europe/Moscow', 'why' => 'Audit of the shop' }.freeze

  def port = (@@port ||= TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] })

  # It polls so seldom that whatever it does here comes of a hint.
  def service
    @@service ||= begin
      File.write(site.file('hints.secret'), "one-that-both-know\n", perm: 0o600)
      redmine.install_plugin(site.file('ids.json'), "HINTS=http://127.0.0.1:#{port}/hints", "SECRET_FILE=#{site.file('hints.secret')}")
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      listener = { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }
      config = site.write_settings('serve.yaml', settings.merge('poll_interval' => '1h', 'listener' => listener))
      one = Acceptance::Service.new(site, config)
      wait_for('the service') { one.text.include?('Takes hints') }
      wait_for('the desk') { site.service.get('/estafeta/documents.json').body['documents'].key?('desk/aurora') }
      one
    end
  end

  def change
    @@change ||= site.agreed('landscape', 'system' => 'polaris', 'backup' => 'false').tap do |id|
      wait_for('the tasks') { !forecast(id).empty? && site.tasks(id).size > 3 }
    end
  end

  def forecast(id) = site.value(site.issue(id), 'change_forecast')[0, 10]
  def words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')
  def page(who, path) = words(site[who].open(path).text)
  def entries(kind) = site.service.get(SETTINGS).body[kind]
  def form(who, path, id) = Estafeta::Form.new(site[who].open(path).text, "id=\"#{id}\"")

  # The page that answers; saved? where it was saved.
  def enter(who, path, id, values) = site[who].submit(form(who, path, id), values)

  def id_of(kind) = site['tam1'].open(kind == 'freeze' ? WINDOWS : ABSENCES).text[/id="estafeta-#{kind}-(\d+)"/, 1]
  def day(ahead) = (Date.today + ahead).iso8601

  rule 'a freeze that the TAM enters moves the forecast of a change under way, which says why' do
    service
    before = forecast(change)
    ends = "#{day(30)}T00:00"
    assert_predicate enter('tam1', WINDOWS, 'estafeta-freeze-new', FREEZE.merge('from' => "#{day(0)}T00:00", 'until' => ends)), :saved?
    puts "the forecast has moved after #{wait_for('the forecast') { forecast(change) > day(29) }.round(1)} s"
    assert_operator forecast(change), :>, before
    wait_for('the reason') { page('tam1', "/issues/#{change}").include?('Audit of the shop') }
    assert_includes page('tam1', "/issues/#{change}"), "client’s change freeze: Audit of the shop"
    assert_includes service.text, 'What people entered in the tracker has changed'
    assert_equal [['aurora', "#{day(0)}T00:00"]], entries('freezes').map { |one| [one['project'], moscow(one['from'])] }
  end

  def moscow(instant) = Time.iso8601(instant).getlocal('+03:00').strftime('%Y-%m-%dT%H:%M')

  rule 'what cannot be right is refused with a sentence beside its field, and what was typed stays in the form' do
    answer = enter('tam1', WINDOWS, 'estafeta-freeze-new', FREEZE.merge('from' => "#{day(3)}T00:00", 'until' => "#{day(2)}T00:00", 'why' => ''))
    assert_equal 422, answer.code
    assert_includes answer.text, 'id="estafeta-freeze-new-until-problem" class="estafeta-problem" role="alert">The end must be after the beginning.'
    assert_includes answer.text, 'id="estafeta-freeze-new-why-problem" class="estafeta-problem" role="alert">Fill this in.'
    assert_equal "#{day(2)}T00:00", Estafeta::Form.new(answer.text, 'id="estafeta-freeze-new"').value('until')
    wrong = { { 'from' => '25:00' } => 'Enter a time such as 22:00.', { 'days[]' => [] } => 'Choose at least one day.',
              { 'until' => '22:00' } => 'must end at another time', { 'zone' => 'Moon/Base' } => 'Choose a time zone from the list.',
              { 'valid_from' => '2026-02-30' } => 'Enter a valid date.' }
    good = { 'days[]' => %w[thu], 'from' => '22:00', 'until' => '02:00', 'zone' => 'Europe/Moscow' }
    wrong.each do |values, sentence|
      assert_includes words(enter('tam1', WINDOWS, 'estafeta-window-new', good.merge(values)).text), sentence
    end
    assert_empty entries('windows')
    assert_equal 1, entries('freezes').size
  end

  rule 'a window is entered by its days and hours, and is told to the service with its zone' do
    assert_predicate enter('deputy1', WINDOWS, 'estafeta-window-new', 'days[]' => %w[thu sun], 'from' => '22:00', 'until' => '02:00',
                                                                      'zone' => 'Asia/Tokyo', 'valid_from' => '2026-12-01'), :saved?
    assert_equal [{ 'project' => 'aurora', 'zone' => 'Asia/Tokyo', 'days' => %w[thu sun], 'from' => '22:00', 'until' => '02:00',
                    'valid_from' => '2026-12-01', 'valid_until' => nil }], entries('windows')
    text = page('network1', WINDOWS)
    assert_includes text, 'Thu, Sun 22:00–02:00 (Asia/Tokyo), from 12/01/2026'
    assert_includes text, 'Tue 01:00–04:00 (Europe/Moscow)', 'what the mapping says counts as well'
  end

  rule 'what somebody else changed in the meantime is told, and nothing that was typed is lost' do
    id = id_of('freeze')
    seen = form('tam1', WINDOWS, "estafeta-freeze-#{id}")
    assert_predicate enter('deputy1', WINDOWS, "estafeta-freeze-#{id}", 'why' => 'Audit, second part'), :saved?
    answer = site['tam1'].submit(seen, 'why' => 'Stocktaking')
    assert_equal 422, answer.code
    assert_includes words(answer.text), 'Somebody else has changed this entry in the meantime'
    assert_includes words(answer.text), 'Audit, second part'
    again = Estafeta::Form.new(answer.text, "id=\"estafeta-freeze-#{id}\"")
    assert_equal 'Stocktaking', again.value('why')
    assert_predicate site['tam1'].submit(again, {}), :saved?
    assert_equal ['Stocktaking'], entries('freezes').map { |one| one['why'] }
    old = form('tam1', WINDOWS, "estafeta-freeze-#{id}-remove")
    assert_predicate enter('tam1', WINDOWS, "estafeta-freeze-#{id}", 'why' => 'Stocktaking at the shop'), :saved?
    assert_equal 422, site['tam1'].submit(old, {}).code
    assert_equal 1, entries('freezes').size
  end

  rule 'the page tells who changed what' do
    history = page('tam1', WINDOWS)
    [site['tam1'].name, site['deputy1'].name, 'Freeze added', 'Freeze changed', 'Stocktaking →', 'Window added'].each do |one|
      assert_includes history, one
    end
  end

  rule 'an absence is shown beside the task of who is away, with who stands in' do
    network = site.tasks(change)['network']['id']
    site.set_state(network, 'task', 'in_progress', 'network1', 'assigned_to_id' => site['network1'].id)
    values = { 'from' => day(-1), 'until' => day(9), 'word' => 'On leave' }
    stand_in = form('network1', ABSENCES, 'estafeta-absence-new').choices['stand_in'].find { |_, name| name == site['vmware1'].name }.first
    assert_predicate enter('network1', ABSENCES, 'estafeta-absence-new', values.merge('stand_in' => stand_in)), :saved?
    assert_equal ['network1', site['vmware1'].name], entries('absences').first.values_at('who', 'stand_in')
    refute_includes entries('absences').to_json, 'On leave'
    wait_for('the absence on the desk') { page('tam1', '/projects/aurora/estafeta').include?("covered by #{site['vmware1'].name}") }
  end

  rule 'documents and risks of a client are entered, and stand in its dossier as the service judges them' do
    document = { 'title' => 'Address plan', 'link' => 'https://wiki.example/plan', 'code' => 'address-plan', 'owner' => site['network1'].id, 'checked' => day(-200) }
    wrong = { { 'title' => '' } => 'Fill this in.', { 'link' => 'javascript:alert(1)' } => 'begins with https://', { 'code' => 'Plan 1' } => 'such as address-plan',
              { 'checked' => day(2) } => 'not in the future' }
    wrong.each { |values, sentence| assert_includes words(enter('tam1', REGISTER, 'estafeta-document-new', document.merge(values)).text), sentence }
    assert_predicate enter('tam1', REGISTER, 'estafeta-document-new', document), :saved?
    assert_includes words(enter('tam1', REGISTER, 'estafeta-risk-new', 'text' => 'Disks are full', 'on' => '').text), 'Fill this in.'
    assert_predicate enter('tam1', REGISTER, 'estafeta-risk-new', 'text' => 'Disks are full', 'on' => day(10)), :saved?
    assert_equal [{ 'project' => 'aurora', 'kind' => 'address-plan', 'title' => 'Address plan', 'link' => 'https://wiki.example/plan',
                    'owner' => site['network1'].name, 'checked' => day(-200) }], entries('documents')
    wait_for('the risk on the desk') { page('tam1', '/projects/aurora/estafeta').include?('Disks are full') }
    dossier = site['tam1'].open('/projects/aurora/estafeta/dossier').text
    assert_includes dossier, '<a class="external" href="https://wiki.example/plan">Address plan</a>'
    assert_includes words(dossier), 'not checked for six months'
    assert_includes page('tam1', REGISTER), 'Document added: Address plan (address-plan)'
    assert_equal 403, site['aurora1'].open(REGISTER).code
    assert_equal 403, site['network1'].post_from_page('/estafeta/entries', document.merge('kind' => 'document', 'project' => 'aurora')).code
  end

  rule 'engineers enter nothing but absences of their own, and a client sees nothing of all this' do
    refute_includes site['network1'].open(WINDOWS).text, '<form action="/estafeta/entries'
    window = { 'kind' => 'freeze', 'project' => 'aurora', 'from' => "#{day(1)}T00:00", 'until' => "#{day(2)}T00:00" }.merge(FREEZE)
    assert_equal 403, site['network1'].post_from_page('/estafeta/entries', window).code
    assert_equal 403, site['network1'].post_from_page("/estafeta/entries/#{id_of('freeze')}/remove", 'lock_version' => '0').code
    assert_equal [site['vmware1'].name], form('vmware1', ABSENCES, 'estafeta-absence-new').choices['who'].map(&:last)
    answer = enter('vmware1', ABSENCES, 'estafeta-absence-new', 'who' => site['network1'].id, 'from' => day(1), 'until' => day(2))
    assert_includes words(answer.text), 'Choose somebody from the list.'
    assert_equal 403, site['vmware1'].post_from_page("/estafeta/entries/#{id_of('absence')}", 'lock_version' => '0').code
    assert_equal 403, site['network1'].post_from_page('/estafeta/entries', 'kind' => 'cause', 'text' => 'Mine').code
    [WINDOWS, ABSENCES, CAUSES].each { |path| assert_equal 403, site['aurora1'].open(path).code, path }
    assert_equal 403, site['aurora1'].post_from_page('/estafeta/entries', window).code
    %w[tam1 admin aurora1].each { |login| assert_equal 403, site[login].get(SETTINGS).code, login }
    assert_equal 403, site['tam2'].open(WINDOWS).code
    assert_equal 403, site['tam2'].post_from_page('/estafeta/entries', window).code
    assert_equal 1, entries('freezes').size
  end

  rule 'causes are a list that the TAM keeps, without one twice' do
    assert_predicate enter('tam1', CAUSES, 'estafeta-cause-new', 'text' => 'Disk full'), :saved?
    assert_includes words(enter('tam1', CAUSES, 'estafeta-cause-new', 'text' => 'disk FULL').text), 'This is on the list already.'
    assert_equal ['Disk full'], entries('causes')
  end

  rule 'whoever reads Russian reads all of it in Russian' do
    site['admin'].put("/users/#{site['deputy1'].id}.json", 'user' => { 'language' => 'ru' })
    text = page('deputy1', WINDOWS)
    ['Окна и запреты', 'Добавить окно', 'Запреты изменений', 'Кто что менял', 'Запрет, изменено'].each { |one| assert_includes text, one }
    refute_match(/translation missing/i, text + page('deputy1', ABSENCES) + page('deputy1', CAUSES) + page('deputy1', REGISTER))
    assert_includes words(enter('deputy1', WINDOWS, 'estafeta-freeze-new', FREEZE.merge('from' => '', 'until' => '')).text), 'Введите правильные дату и время.'
  end

  rule 'a text is shown as text, and the pages have no script or style in place' do
    hostile = %q("><script>alert(1)</script>)
    assert_predicate enter('tam1', CAUSES, 'estafeta-cause-new', 'text' => hostile), :saved?
    html = site['tam1'].open(CAUSES).text[%r{<section class="estafeta".*</section>}m]
    assert_includes html, '&lt;script&gt;alert(1)'
    refute_match(/<script|\sstyle=|\son\w+=/, html.gsub(/"[^"]*"/, '""'))
  end

  rule 'what was entered counts while the plugin is away, and check tells of it' do
    assert_equal 0, service.stop
    redmine.remove_plugin
    run = site.estafeta('check')
    assert_code 0, run
    assert_includes run.out, '1 maintenance window, 1 change freeze, 1 absence'
    assert_code 0, site.estafeta('sync')
    assert_operator forecast(change), :>, day(29)
  end
end
