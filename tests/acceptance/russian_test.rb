# frozen_string_literal: true

# The same on a Russian Redmine: what Estafeta writes there is Russian, by name and in every sentence.

require_relative 'support'

class RussianTest < Acceptance::Test
  def self.site(**) = super(lang: 'ru')

  def change = (@@change ||= site.agreed('landscape', 'system' => 'polaris', 'backup' => 'false').tap { site.sync! })
  def task(key) = site.tasks(change).fetch(key)

  # What Estafeta wrote in a change and its tasks.
  def texts
    issues = [change, *site.tasks(change).values.map { |one| one['id'] }].map { |id| site.issue(id) }
    issues.flat_map { |one| [one['subject'], *one['journals'].map { |entry| entry['notes'].to_s }] } - ['landscape for a test', '']
  end

  # Names of systems, hosts and people's own values aside, no two English words stand beside each other.
  def assert_russian(text)
    english = text.gsub(/“[^”]*”|«[^»]*»/, '').scan(/\b[A-Za-z]{2,}\s+[A-Za-z]{2,}\b/) - ['nginx и php']
    assert_empty english, text
    assert_match(/[А-Яа-я]/, text)
  end

  rule 'a task is a «Работа», its titles and states are Russian' do
    assert_equal 'Работа', task('network')['tracker']['name']
    assert_equal 'Можно начинать', task('network')['status']['name']
    assert_equal 'Ждёт очереди', task('vms')['status']['name']
    assert_equal 'VLAN и маршрутизация для polaris', task('network')['subject']
    assert_equal 'Сетевой отдел', site.value(task('network'), 'department')
  end

  rule 'what is handed over and what is put back is told in Russian' do
    engineer = site['unix1']
    id = task('linux')['id']
    engineer.change_tracker_by_form(id, site.tracker('incident'))
    engineer.update(id, 'status_id' => site.status('incident', 'in_progress'))
    engineer.change_tracker_by_form(id, site.tracker('task'))
    site.finish(task('network')['id'], 'network1', 'vlan' => 118, 'subnet' => '10.20.30.0/24')
    site.sync!
    assert_equal 'Можно начинать', task('vms')['status']['name']
    assert_equal 'Ждёт очереди', task('linux')['status']['name']
    notes = texts
    assert_operator notes.size, :>=, 6
    notes.each { |text| assert_russian(text) }
  end

  rule 'so are the plan\'s page, the output and what is wrong with a change' do
    page = site['tam1'].get("/projects/staff/wiki/Change-#{change}.json").body['wiki_page']['text']
    assert_match(/[А-Яа-я]{4,}/, page)
    refute_match(/\b(task|ready|waiting|department|due|because)\b/i, page)
    bad = site.agreed('landscape', 'system' => 'x')
    run = site.sync!
    site.notes(bad).each { |text| assert_russian(text.gsub(/`[^`]*`|@[^@]*@/, '')) }
    refute_empty site.notes(bad)
    refute_match(/\b(Created|written|relation)\b/, run.out)
    refute_match(/задач/i, [page, run.out, *texts].join)
  end

  rule 'SLA states are Russian words' do
    issue = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'Свежий').body['issue']
    site.sync!
    assert_equal 'идёт', site.value(site.issue(issue['id']), 'sla_response')
  end
end
