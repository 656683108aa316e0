# frozen_string_literal: true

# Edges of a template that say more than “after that”, with the plugin: a task for which the beginning of another one is enough, one that begins as
# late as it can, and the most that should lie between two.

require_relative 'support'

class EdgesTest < Acceptance::Test
  with_plugin

  TEMPLATE = <<~YAML
    template: new-home
    version: 1
    title: "A new home for {{ system }}"
    parameters: { system: { type: string } }
    tasks:
      build:  { department: vmware, duration: 32h, title: New machines }
      watch:  { department: monitoring, duration: 2h, title: Monitoring, needs: [{ task: build, on: begun }] }
      freeze: { department: unix, duration: 1h, title: Content freeze, begin: late }
      switch: { department: network, duration: 1h, title: Switch over, needs: [build, { task: freeze, max_lag: 1h }] }
  YAML

  def self.templates = templates_of('new-home' => TEMPLATE)

  def self.site(**) = super(**{ 'templates' => templates })

  def sync = 3.times { site.sync! }
  def change = (@@change ||= site.agreed('new-home', 'system' => 'shop').tap { sync })
  def task(key) = site.tasks(change).fetch(key)['id']
  def state(key) = site.state(site.issue(task(key)))
  def plan = site['tam1'].get("/projects/staff/wiki/Change-#{change}.json").body['wiki_page']['text']

  rule 'a task for which the beginning is enough waits for nothing more, and can be closed first' do
    assert_equal %w[ready waiting], [state('build'), state('watch')]
    assert_equal 204, site['vmware1'].update(task('build'), 'status_id' => site.status('task', 'in_progress')).code
    sync
    assert_equal %w[in_progress ready], [state('build'), state('watch')]
    site.finish(task('watch'), 'monitoring1')
    sync
    assert_equal %w[in_progress done], [state('build'), state('watch')]
  end

  rule 'a task that begins late stays where it is until its day, and the TAM may begin it before' do
    assert_includes plan, 'Content freeze'
    assert_equal 'waiting', state('freeze')
    site['tam1'].edit_by_form(task('freeze'), site.form_field('decision') => 'start without waiting', 'notes' => 'The editors are away tomorrow.')
    sync
    assert_equal 'ready', state('freeze')
  end

  rule 'that more lies between two tasks than there should is told once, with the way out' do
    site.finish(task('freeze'), 'unix1')
    sync
    said = site.notes(change).select { |note| note.include?('should begin at most 1 h after “Content freeze” ends') }
    assert_equal 1, said.size, site.notes(change).inspect
    assert_includes said.first, 'reopen it so that it is done once more'
    assert_includes plan, 'should begin at most 1 h after “Content freeze” ends'
    sync
    assert_equal 1, site.notes(change).count { |note| note.include?('should begin at most') }
  end
end
