# frozen_string_literal: true

# An outage is over: its review on a real Redmine, from the draft on the TAM's desk to the last corrective task. Once, whatever is lost, and no
# client sees any of it.

require_relative 'support'

class ReviewsTest < Acceptance::Test
  def immediate
    @@immediate ||= site['admin'].get('/enumerations/issue_priorities.json').body['issue_priorities'].last['id']
  end

  def reported(subject, client = 'aurora')
    answer = site["#{client}1"].create('project_id' => client, 'tracker_id' => site.tracker('incident'), 'subject' => subject)
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id'].tap { |id| assert_equal 204, site['duty1'].update(id, 'priority_id' => immediate).code }
  end

  # An outage that the client reports and the duty ends; answers its id.
  def outage(subject)
    id = reported(subject)
    site.set_state(id, 'incident', 'in_progress', 'duty1', 'assigned_to_id' => site['network1'].id)
    site.set_state(id, 'incident', 'resolved', 'network1', 'notes' => 'The second core switch was restarted.')
    id
  end

  def incident = (@@incident ||= outage('Shop front unreachable'))
  def reviews = site['admin'].issues("tracker_id=#{site.tracker('change')}&status_id=*&limit=100&sort=id").select { |one| one['subject'].start_with?('Review: ') }
  def review = reviews.first
  def mass_reviews = site['admin'].issues("project_id=staff&tracker_id=#{site.tracker('change')}&status_id=*")
  def page_of(id = incident, who: 'tam1') = site[who].get("/projects/staff/wiki/Review-#{id}.json")
  def text_of(id = incident) = page_of(id).body['wiki_page']['text']
  def desk(client = 'aurora') = site.estafeta('desk', '--client', client).out
  def mails_of(login) = redmine.mails.fetch(site[login].mail, 0)

  rule 'while an outage lasts there is no review, and once it is over there is one, with one mail to the TAM' do
    incident
    redmine.clear_mails
    2.times { site.sync! }
    assert_equal 1, reviews.size
    assert_equal ['Review: Shop front unreachable', 'draft', site['tam1'].id, 'aurora'],
                 [review['subject'], site.state(review), review['assigned_to']['id'], review['project']['name'][/\w+/].downcase]
    assert_equal 'post-incident-review', site.value(review, 'change_template')
    mails = redmine.mail_texts(site['tam1'].mail).grep(/Review: Shop/)
    assert_equal 1, mails.size
    %w[aurora1 network1 vmware1].each { |one| assert_empty redmine.mail_texts(site[one].mail).grep(/Review: Shop/), one }
  end

  rule 'its page says who did what when, and stands in the review' do
    text = text_of
    [site['aurora1'].name, site['duty1'].name, 'Priority: Immediate', "Assignee: #{site['network1'].name}", 'Status: Resolved',
     'The second core switch was restarted.', 'Response: met', 'What was the cause'].each { |said| assert_includes text, said }
    shown = site['tam1'].open("/issues/#{review['id']}").text
    assert_includes shown, 'Timeline'
    assert_includes shown, 'The second core switch was restarted.'
    assert_match(%r{href="/issues/#{incident}"}, shown)
    refute_match(/Page not found|Error executing/, shown)
  end

  rule 'the command tells the same by the number of the incident or of its review' do
    said = site.estafeta('review', incident)
    assert_code 0, said
    ['Status: Resolved', 'The second core switch was restarted.', 'Response: met', 'What was the cause'].each { |one| assert_includes said.out, one }
    assert_equal said.out, site.estafeta('review', "##{review['id']}").out
    assert_includes site.estafeta('review', incident, '--format', 'html').out, "<td>#{site['duty1'].name}</td>"
    assert_equal [incident], JSON.parse(site.estafeta('review', incident, '--format', 'json').out)['incidents'].map { |one| one['issue'] }
    assert_code 2, site.estafeta('review', 987_654)
  end

  rule 'the client sees neither the review nor its page, and nothing was written to the incident' do
    assert_includes [403, 404], site['aurora1'].get("/issues/#{review['id']}.json").code
    assert_includes [403, 404], page_of(who: 'aurora1').code
    refute_match(/Review:|review/, JSON.generate(site['aurora1'].issue(incident)))
    assert_empty(site.issue(incident)['relations'].to_a)
  end

  rule 'it is on the desk of that client\'s TAM, with its day' do
    day = (Date.parse(review['created_on']) - 1..).lazy.map { |one| (one + 5).to_s }.first(3)
    assert_match(/Review\s+##{review['id']}\b.*hold its review by (#{day.join('|')})/, desk)
    refute_match(/##{review['id']}\b/, desk('meridian'))
    assert_includes site['tam1'].get('/projects/staff/wiki/Desk-aurora.json').body['wiki_page']['text'], "##{review['id']}"
  end

  rule 'what people write on the page stays, a lost store makes nothing anew, and a pass without news writes nothing' do
    mine = "Held on Monday.\n\n#{text_of}\n\nIt was the memory."
    assert_includes 200..204, site['tam1'].put("/projects/staff/wiki/Review-#{incident}.json", 'wiki_page' => { 'text' => mine }).code
    assert_equal 204, site['duty1'].update(incident, 'notes' => 'Watched for an hour.', 'private_notes' => '1').code
    site.sync!
    text = text_of
    ['Held on Monday.', 'It was the memory.', 'Private note: “Watched for an hour.”'].each { |said| assert_includes text, said }
    version = page_of.body['wiki_page']['version']
    site.forget_store
    2.times { site.sync! }
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
    assert_equal [1, version], [reviews.size, page_of.body['wiki_page']['version']]
    assert_empty site.issue(review['id'])['journals']
  end

  rule 'the TAM agrees and adds a corrective task; the review cannot be closed while one is open' do
    id = review['id']
    values = [{ 'id' => site.field('change_parameters'), 'value' => "cause: a memory leak\ndrill: no\nguide: no\nanswer: no" }]
    assert_equal 204, site['tam1'].update(id, 'custom_fields' => values).code
    site.agree(id)
    site.sync!
    assert_equal %w[alarm lasting], site.tasks(id).keys.sort
    answer = site['tam1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('task'), 'parent_issue_id' => id, 'subject' => 'Replace the switch',
                                 'due_date' => (Date.today + 7).to_s, 'custom_fields' => [{ 'id' => site.field('department'), 'value' => 'Network' }])
    assert_equal 201, answer.code, answer.errors.join
    own = answer.body['issue']['id']
    2.times { site.sync! }
    assert_match(/Review\s+##{id}\b.*3 corrective tasks are open/, desk)
    site['tam1'].update(id, 'status_id' => site.status('change', 'done'))
    assert_equal 'in_progress', site.state(site.issue(id))
    site.set_state(own, 'task', 'ready', 'tam1')
    [own, *site.tasks(id).values_at('alarm', 'lasting').map { |one| one['id'] }].each { |one| site.set_state(one, 'task', 'cancelling', 'tam1') }
    3.times { site.sync! }
    site.set_state(id, 'change', 'done', 'tam1')
    site.sync!
    refute_match(/##{id}\b/, desk.split('Under way').first)
    refute_match(/What was the cause/, site.notes(id).join)
  end

  # On a copy of the mapping by which the outages of two clients are a mass outage, if they begin at the same time.
  rule 'a mass outage has one review in the staff project, with its clients, on the desk of each' do
    file = site.file('mappings/tracker.yaml')
    File.write(file, File.read(file).sub('clients: 3 ', 'clients: 2 ').sub('within: 30m', 'within: 20s'))
    both = %w[aurora meridian].map { |client| reported('No power', client) }
    site.sync!
    both.each { |id| site.set_state(id, 'incident', 'resolved', 'duty1', 'notes' => 'Power is back.') }
    redmine.clear_mails
    wait_for('the review') do
      site.sync!
      mass_reviews.any?
    end
    2.times { site.sync! }
    assert_equal [1, 1], [mass_reviews.size, reviews.size]
    made = mass_reviews.first
    assert_equal 'Review of the mass outage at 2 clients: No power', made['subject']
    text = text_of(both.min)
    ['Aurora Retail', *both.map { |id| "##{id}" }, 'Power is back.'].each { |said| assert_includes text, said }
    %w[aurora meridian].each { |client| assert_includes site['tam1'].get("/projects/staff/wiki/Desk-#{client}.json").body['wiki_page']['text'], "##{made['id']}" }
    %w[aurora1 meridian1].each { |one| assert_includes [403, 404], site[one].get("/issues/#{made['id']}.json").code }
    assert_operator redmine.mails.keys.grep(/@/).sum { |address| redmine.mail_texts(address).grep(/mass outage/).size }, :<=, 1
    site.forget_store
    2.times { site.sync! }
    assert_equal [1, 1], [mass_reviews.size, reviews.size]
  end

  rule 'with the plugin a second outage has a review of its own, with one mail again' do
    redmine.add_plugin(site.file('ids.json'))
    second = outage('Mail is down')
    redmine.clear_mails
    2.times { site.sync! }
    assert_equal 2, reviews.size
    made = reviews.last
    assert_equal ['Review: Mail is down', 'draft'], [made['subject'], site.state(made)]
    assert_equal 1, redmine.mail_texts(site['tam1'].mail).grep(/Review: Mail/).size
    shown = site['tam1'].open("/issues/#{made['id']}").text
    assert_includes shown, 'Timeline'
    assert_includes site['tam1'].open('/projects/aurora/estafeta').text, "/issues/#{made['id']}"
    assert_includes text_of(second), 'Status: Resolved'
    assert_includes [403, 404], site['aurora1'].get("/issues/#{made['id']}.json").code
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
  end
end

# The same in Russian.
class RussianReviewsTest < ReviewsTest
  def self.site(**) = super(lang: 'ru')

  rule 'on a Russian Redmine the review is Russian' do
    answer = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'Витрина недоступна')
    id = answer.body['issue']['id']
    assert_equal 204, site['duty1'].update(id, 'priority_id' => site['admin'].get('/enumerations/issue_priorities.json').body['issue_priorities'].last['id']).code
    site.set_state(id, 'incident', 'resolved', 'duty1', 'notes' => 'Коммутатор перезагружен.')
    2.times { site.sync! }
    made = site['admin'].issues("tracker_id=#{site.tracker('change')}&status_id=*&limit=100").last
    assert_equal 'Разбор: Витрина недоступна', made['subject']
    text = site['tam1'].get("/projects/staff/wiki/Review-#{id}.json").body['wiki_page']['text']
    english = text.gsub(/<!--.*?-->/, '').gsub(/«[^»]*»/, '').scan(/\b[A-Za-z]{3,}\b/) - %w[SLA Estafeta Aurora Retail]
    assert_empty english - site.people.values.flat_map { |one| one.name.split }, text
    assert_match(/Разбор\s+##{made['id']}\b.*проведите разбор до/, desk)
  end
end
