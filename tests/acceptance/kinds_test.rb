# frozen_string_literal: true

# Tasks that are more than work: one that begins when either of two is there, questions to roles, and the way back. The rules
# run in the order in which they stand.

require_relative 'support'

class KindsTest < Acceptance::Test
  TEMPLATE = <<~YAML
    template: way-in
    version: 1
    title: "A way in for {{ system }}"
    parameters:
      system: { type: string }
    tasks:
      fibre: { department: network, title: "Fibre for {{ system }}", duration: 40h }
      radio:
        department: duty
        title: "Radio link for {{ system }}"
        duration: 8h
        gives: { port: { type: string, title: Port } }
        rollback: { department: duty, title: "Take down the radio link at {{ radio.port | default: an unknown port }}", duration: 1h }
      open:
        department: vmware
        join: any
        needs: [fibre, radio]
        title: "Open {{ system }}"
        duration: 4h
        rollback: { department: vmware, title: "Close {{ system }}", duration: 1h }
      sound: { kind: approval, approver: tam, needs: [open], title: "Is the plan sound?", duration: 4h }
      risk: { kind: approval, approver: service_manager, needs: [sound], title: "May it go live?", duration: 4h }
      switch:
        department: unix
        needs: [risk]
        title: "Switch {{ system }} over"
        duration: 4h
        rollback: { department: unix, title: "Switch {{ system }} back", duration: 1h }
  YAML

  def self.site
    @own ||= super('templates' => 'templates').tap do |site|
      FileUtils.mkdir_p(site.file('templates'))
      File.write(site.file('templates/way-in.yaml'), TEMPLATE)
    end
  end

  def change = (@@change ||= site.agreed('way-in', 'system' => 'harbour').tap { site.sync! })
  def tasks = site.tasks(change)
  def id(key) = tasks.fetch(key)['id']
  def states(*keys) = keys.map { |key| site.state(tasks.fetch(key)) }

  def answer(key, state, by)
    site.set_state(id(key), 'task', 'in_progress', by) if state == 'failed'
    site.set_state(id(key), 'task', state, by)
    site.sync!
  end

  def decide(key, decision)
    page = site['tam1'].edit_by_form(id(key), site.form_field('decision') => decision, 'notes' => 'As agreed by telephone.')
    assert page.saved?, page.errors.inspect
    site.sync!
  end

  rule 'of two ways in one will do, and the other may go on' do
    assert_equal [%w[fibre open], %w[open sound], %w[radio open], %w[risk switch], %w[sound risk]], site.edges(change)
    assert_equal %w[ready ready waiting], states('fibre', 'radio', 'open')
    site.finish(id('radio'), 'duty1', 'port' => 'r-7')
    site.sync!
    assert_equal %w[ready done ready], states('fibre', 'radio', 'open')
    refute_includes site.edges(change), %w[fibre open]
    site.finish(id('open'), 'vmware1')
    site.sync!
    assert_equal %w[done ready waiting], states('open', 'sound', 'risk')
  end

  rule 'nobody approves the own plan, and nobody who is not asked' do
    { 'tam1' => 'nobody may approve their own plan', 'unix1' => 'can approve this' }.each do |login, why|
      answer('sound', 'done', login)
      assert_equal %w[ready waiting], states('sound', 'risk')
      assert_equal 1, site.notes(id('sound')).grep(/#{why}/).size, site.notes(id('sound')).inspect
    end
    answer('sound', 'done', 'deputy1')
    assert_equal %w[done ready waiting], states('sound', 'risk', 'switch')
  end

  rule 'a no stops the change and says so, until the TAM asks again' do
    answer('risk', 'failed', 'manager1')
    site.sync!
    assert_equal 'waiting', states('switch').first
    said = site.notes(change).grep(/#{site['manager1'].name} said no to “May it go live\?”/)
    assert_equal 1, said.size, site.notes(change).inspect
    decide('risk', 'try again')
    assert_equal %w[ready waiting], states('risk', 'switch')
    answer('risk', 'done', 'manager1')
    assert_equal %w[done ready], states('risk', 'switch')
  end

  rule 'what failed is taken back in reverse order, each with what the next must know' do
    answer('switch', 'failed', 'unix1')
    assert_equal 1, site.notes(change).grep(/“Switch harbour over” .* failed/).size, site.notes(change).inspect
    decide('switch', 'roll back')
    assert_equal 'cancelled', states('fibre').first
    assert_equal [%w[open/undo radio/undo], %w[switch/undo open/undo]], site.edges(change).select { |pair| pair.all?(/undo/) }
    assert_equal 'Take down the radio link at r-7', tasks.fetch('radio/undo')['subject']
    { 'switch' => 'unix1', 'open' => 'vmware2', 'radio' => 'duty3' }.each do |key, login|
      assert_equal 'ready', states("#{key}/undo").first, site.states(change).inspect
      site.finish(id("#{key}/undo"), login)
      site.sync!
    end
  end

  rule 'then the change has failed, and nothing is left to do' do
    site.sync!
    assert_equal 'failed', site.state(site.issue(change))
    assert_equal %w[cancelled done done done done failed], states('fibre', 'radio', 'open', 'sound', 'risk', 'switch')
    site.forget_store
    assert_wrote_nothing(redmine.requests { site.sync! })
  end
end
