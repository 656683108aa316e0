# frozen_string_literal: true

# The client's own request beside the change that was made of it: the client sees there what the TAM releases, and nothing else; the TAM's
# desk says whose turn it is.

require_relative 'support'

class ClientRequestTest < Acceptance::Test
  def created(who, kind, subject, more = {})
    answer = site[who].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker(kind), 'subject' => subject }.merge(more))
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  def request = (@@request ||= created('aurora1', 'request', 'A new shop, please'))
  def of_request(id = request) = site['aurora1'].issue(id, include: 'journals')
  def tie(one, other) = assert_equal(201, site['tam1'].post("/issues/#{one}/relations.json", 'relation' => { 'issue_to_id' => other, 'relation_type' => 'relates' }).code)

  def change
    @@change ||= site.agreed('landscape', 'system' => 'polaris', 'backup' => 'false').tap do |id|
      tie(id, request)
      site.sync!
    end
  end

  def fill(fields, id = change)
    values = fields.map { |key, value| { 'id' => site.field(key), 'value' => value } }
    assert_equal 204, site['tam1'].update(id, 'custom_fields' => values, 'notes' => 'CANARY, for us alone').code
    site.sync!
  end

  def desk = site.estafeta('desk', '--client', 'aurora').out
  def mails_of_client = redmine.mails.fetch(site['aurora1'].mail, 0)

  rule 'a request of which a change was made is no longer one that nobody took, and nothing is written to it' do
    request
    site.sync!
    assert_match(/##{request}\b.*nobody has taken it up/, desk)
    change
    fill('promised' => '2027-03-01')
    refute_match(/##{request}\b/, desk)
    assert_empty of_request['journals']
    assert_equal 'new', site.state(of_request)
  end

  rule 'once the TAM releases it the client sees in one entry that it is under way, and until when' do
    redmine.clear_mails
    fill('shown_to_client' => '1')
    assert_equal 'in_progress', site.state(of_request)
    assert_equal '2027-03-01', of_request['due_date']
    assert_equal 1, of_request['journals'].size
    assert_operator mails_of_client, :<=, 1
    refute_match(/CANARY|Network|VLAN/, JSON.generate(of_request) + redmine.mail_texts(site['aurora1'].mail).join)
  end

  rule 'the day follows the promise, what somebody sets in the request stays, and a quiet pass writes nothing' do
    fill('promised' => '2027-03-08')
    assert_equal '2027-03-08', of_request['due_date']
    assert_equal 204, site['tam1'].update(request, 'due_date' => '2027-03-10').code
    site.sync!
    site.forget_store
    site.sync!
    assert_equal '2027-03-10', of_request['due_date']
    entries = of_request['journals'].size
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
    assert_equal entries, of_request['journals'].size
  end

  rule 'when the change has ended the request waits for an answer on the desk, until it is closed' do
    site.set_state(change, 'change', 'cancelling', 'tam1')
    3.times { site.sync! }
    assert_equal 'cancelled', site.state(site.issue(change))
    assert_match(/##{request}\b.*was not carried out: answer the client/, desk)
    site.set_state(request, 'request', 'closed', 'tam1')
    2.times { site.sync! }
    refute_match(/##{request}\b/, desk)
  end

  rule 'with the plugin a button of the change releases it, for its TAM and while there is a request that is open' do
    redmine.add_plugin(site.file('ids.json'))
    asked = created('aurora1', 'request', 'Another shop')
    other = site.agreed('landscape', 'system' => 'vega', 'backup' => 'false')
    site.sync!
    offered = ->(who) { site[who].open("/issues/#{other}").text.include?('id="estafeta-step-show"') }
    refute offered['tam1'], 'there is no request'
    tie(other, asked)
    fill({ 'promised' => '2027-04-01' }, other)
    assert offered['tam1']
    refute offered['network1']
    button = Estafeta::Form.new(site['tam1'].open("/issues/#{other}").text, 'id="estafeta-step-show"')
    assert_predicate site['tam1'].submit(button, {}), :saved?
    site.sync!
    assert_equal ['in_progress', '2027-04-01'], [site.state(of_request(asked)), of_request(asked)['due_date']]
    refute offered['tam1'], 'it is released'
  end
end
