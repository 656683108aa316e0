# frozen_string_literal: true

# What a task of a template may say beyond its place in the order, and a template made of a change again: on a real Redmine,
# which drops in silence what it does not like.

require_relative 'support'

class LanguageTest < Acceptance::Test
  TEMPLATE = <<~YAML
    template: address
    version: 1
    title: "Public address for {{ system }}"
    parameters: { system: { type: string } }
    tasks:
      address:
        department: network
        title: "Public address for {{ system }}"
        description: "Free it from the pool."
        checklist: ["Written into the list of addresses", "Answers as {{ system }}"]
        duration: 16h
        estimate: 1h30m
        gives: { address: { type: string } }
        fields: { Cost centre: "K-{{ system }}" }
        watchers: [monitoring, tam]
      firewall:
        department: security
        needs: [address]
        title: "Open the way to {{ address.address }}"
        checklist: ["{{ address.address }} answers"]
        duration: 8h
        estimate: 20m
    review: ["Was the address of {{ system }} there in time?"]
  YAML
  FIELD = <<~RUBY
    field = IssueCustomField.create!(name: 'Cost centre', field_format: 'string', is_for_all: true, visible: true,
                                     trackers: [Tracker.find(ENV.fetch('TASK').to_i)])
    puts field.id
  RUBY

  def self.templates = templates_of('address' => TEMPLATE)

  def site = self.class.site('templates' => self.class.templates)

  def change = (@@change ||= site.draft('address', 'system' => 'polaris'))

  def task(key) = site['admin'].issue(site.tasks(change).fetch(key)['id'], include: 'watchers')

  def description(key) = task(key)['description'].gsub("\r\n", "\n")

  rule 'a field that no task has is said before anything is made' do
    site.agree(change)
    site.sync!
    assert_empty site.tasks(change)
    assert_equal 'needs_input', site.state(site.issue(change))
    assert_includes site.notes(change).last, 'Cost centre'
  end

  rule 'once provisioning has told of the field, it, the hours and the watchers are in the task from the beginning' do
    File.write(File.join(redmine.folder, 'field.rb'), FIELD)
    id = redmine.run(File.join(redmine.folder, 'field.rb'), { 'TASK' => site.tracker('task').to_s }).lines.last.to_i
    ids = JSON.parse(File.read(site.file('ids.json'), encoding: 'UTF-8'))
    assert_kind_of Hash, ids['other_fields']
    File.write(site.file('ids.json'), JSON.generate(ids.merge('other_fields' => { 'Cost centre' => id })))
    redmine.clear_mails
    site.agree(change)
    site.sync!
    made = task('address')
    assert_in_delta 1.5, made['estimated_hours']
    assert_in_delta 0.33, task('firewall')['estimated_hours'], 0.01
    assert_equal 'K-polaris', made['custom_fields'].find { |one| one['id'] == id }&.fetch('value')
    tams = site['admin'].get('/projects/aurora/memberships.json?limit=100').body['memberships']
    tams = tams.select { |one| one['user'] && one['roles'].any? { |role| role['id'] == site.ids['roles']['tam'] } }
    expected = [site.group('monitoring'), *tams.map { |one| one['user']['id'] }]
    assert_equal expected.sort, made['watchers'].map { |one| one['id'] }.sort
  end

  rule 'who watches is mailed, the client is not' do
    mails = redmine.mails
    refute_empty mails.keys.grep(/monitoring/)
    assert_empty mails.keys.grep(/aurora/)
  end

  rule 'the checklist reads as a list below the description' do
    assert_equal "Free it from the pool.\n\n* [ ] Written into the list of addresses\n* [ ] Answers as polaris", description('address')
    page = site['tam1'].open("/issues/#{task('address')['id']}").text
    assert page.match?(%r{<li>\[ \] Written into the list of addresses</li>}), 'no list on the page'
  end

  rule 'a second sync writes nothing' do
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'values that come later stand in the checklist as well' do
    assert_includes description('firewall'), '* [ ] … answers'
    site.finish(task('address')['id'], 'network1', 'address' => '198.51.100.7')
    site.sync!
    assert_includes description('firewall'), '* [ ] 198.51.100.7 answers'
  end

  rule 'when all is finished the questions of the review are asked once' do
    site.finish(task('firewall')['id'], 'security1')
    2.times { site.sync! }
    assert_equal 1, site.notes(change).count { |note| note.include?('Was the address of polaris there in time?') }
  end

  rule 'the change gives its template again' do
    written = site.estafeta('template', 'from-issue', change, '--name', 'learned')
    assert_code 0, written
    file = File.join(self.class.templates, 'learned.yaml')
    File.write(file, written.out)
    assert_code 0, site.estafeta('template', 'lint', file)
    assert_includes written.out, 'title: "Public address for {{ system }}"'
    assert_includes written.out, 'title: "Open the way to {{ address.address }}"'
    planned = JSON.parse(site.estafeta('--format', 'json', 'plan', 'learned', '--set', 'system=vega').out)
    assert_equal({ 'address' => [], 'firewall' => ['address'] }, planned['tasks'].to_h { |one| [one['key'], one['needs']] })
  ensure
    FileUtils.rm_f(file) if file
  end
end
