# frozen_string_literal: true

# A night is rehearsed, with the plugin: what the trial is called and who sees nothing of it, the result of a check, what the real plan says of the
# trial afterwards, and two changes in one maintenance window.

require_relative 'support'

class RehearsalTest < Acceptance::Test
  with_plugin

  TEMPLATE = <<~YAML
    template: switch-over
    version: 1
    rehearsable: true
    title: { en: "Switch-over of {{ system }}", ru: "Переключение {{ system }}" }
    parameters: { system: { type: string, title: { en: System, ru: Система } } }
    tasks:
      switch: { department: network, title: { en: "Switch over {{ system }}", ru: "Переключить {{ system }}" }, duration: 1h, window: maintenance }
      open: { kind: check, department: network, needs: [switch], title: { en: It answers, ru: Отвечает }, duration: 1h }
  YAML

  def self.templates = templates_of('switch-over' => TEMPLATE)

  def self.site(**) = super(**{ 'templates' => templates })

  def agreed(**parameters)
    site.agreed('switch-over', **parameters.transform_keys(&:to_s)).tap { 3.times { site.sync! } }
  end

  def trial = (@@trial ||= agreed(system: 'shop', rehearsal: 'true'))
  def task(change, key) = site.tasks(change).fetch(key)['id']
  def plan(change) = site['tam1'].get("/projects/staff/wiki/Change-#{change}.json").body['wiki_page']['text']
  def page(id, by) = site[by].open("/issues/#{id}").text
  def button(step, id, by) = Estafeta::Form.new(page(id, by), "id=\"estafeta-step-#{step}\"")

  def press(step, id, by, **values)
    assert_predicate site[by].submit(button(step, id, by), values), :saved?
    said = site[by].open("/issues/#{id}").errors.join(' ')
    3.times { site.sync! }
    said
  end

  rule 'a rehearsal is marked on its tasks and its plan, and needs no window' do
    assert_equal 'Rehearsal: Switch over shop', site.issue(task(trial, 'switch'))['subject']
    assert_includes plan(trial), 'This is a rehearsal'
    assert_includes page(trial, 'tam1'), 'This is a rehearsal'
    assert_empty press(:take, task(trial, 'switch'), 'network1')
    assert_empty press(:finish, task(trial, 'switch'), 'network1')
  end

  rule 'the form of a check has its results to choose from, and its remark may stay empty' do
    id = task(trial, 'open')
    text = page(id, 'network1')
    %w[pass fail].push('not tested').each { |word| assert_includes text, ">#{word}</option>" }
    assert_equal 'result: Fill this in.', press(:finish, id, 'network1', 'values[remark]' => 'no line')
    assert_empty press(:finish, id, 'network1', 'values[result]' => 'fail', 'values[remark]' => 'the certificate is of the old host')
  end

  rule 'a check that failed waits for the TAM, who reads why, and is tried again' do
    id = task(trial, 'open')
    assert_includes site.notes(trial).join("\n"), 'is “fail”; nothing new begins until you decide'
    desk = site['tam1'].get('/projects/staff/wiki/Desk-aurora.json').body['wiki_page']['text']
    assert_includes desk, 'the certificate is of the old host'
    site['tam1'].edit_by_form(id, site.form_field('decision') => 'try again', 'notes' => 'It has the new one now.')
    3.times { site.sync! }
    assert_equal 'ready', site.state(site.issue(id))
    assert_empty press(:finish, id, 'network1', 'values[result]' => 'not tested', 'values[remark]' => '')
    assert_includes site.notes(trial).join("\n"), 'was not tested'
  end

  rule 'the plan of the real change says what its rehearsal took, and another plan says nothing' do
    real = site.draft('switch-over', 'system' => 'shop')
    other = site.draft('switch-over', 'system' => 'crm')
    3.times { site.sync! }
    assert_match(/In its rehearsal ##{trial}: “Switch over shop” took .* \(1 h planned\) and “It answers”: failed 1 time and not tested/, plan(real))
    refute_includes plan(other), 'In its rehearsal'
  end

  rule 'of two changes in one maintenance window the TAM of the later one is told once' do
    first = agreed(system: 'mail')
    second = agreed(system: 'web')
    said = site.notes(second).select { |note| note.include?('is also used by') }
    assert_equal 1, said.size
    assert_includes said.first, "##{first}"
    2.times { site.sync! }
    assert_equal said, site.notes(second).select { |note| note.include?('is also used by') }
  end
end
