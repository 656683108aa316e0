# frozen_string_literal: true

# A month is over: what its client is told. The draft that the TAM finds, edits and sends; the page that the client reads; and that nothing
# internal is in it.

require 'tmpdir'
require_relative 'last_month'
require_relative 'support'

class ClientDigestTest < Acceptance::Test
  include Acceptance::LastMonth

  CANARY = 'CANARY'

  def words = { send: 'Send to the client', no: 'no', yes: 'yes', done: 'done on', sent: 'Sent to the client on' }
  def draft_title = "Digest-aurora-#{month_word}"
  def title = "Digest-#{month_word}"
  def page(project, name, who) = site[who].get("/projects/#{project}/wiki/#{name}.json")
  def text(project = 'staff', name = draft_title, who = 'tam1') = page(project, name, who).body['wiki_page']['text']
  def version(project, name) = page(project, name, 'admin').body['wiki_page']['version']
  def desk = site.estafeta('desk', '--client', 'aurora').out
  def save(new, who: 'tam1') = assert_includes(200..204, site[who].put("/projects/staff/wiki/#{draft_title}.json", 'wiki_page' => { 'text' => new }).code)
  def fill(id, fields, more = {}) = assert_equal(204, site['tam1'].update(id, { 'custom_fields' => fields.map { |key, value| { 'id' => site.field(key), 'value' => value } } }.merge(more)).code)

  def created(kind, subject)
    answer = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker(kind), 'subject' => subject)
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  # As an administrator who wants digests: the mapping and provisioning; the right that it only names comes with the move.
  def ask_for_digests
    file = site.file('mappings/clients.yaml')
    File.write(file, File.read(file).sub('digest: none', 'digest: monthly'))
    Dir.mktmpdir do |folder|
      redmine.run(File.join(Acceptance::ROOT, 'install/redmine/provision.rb'),
                  'ESTAFETA_MODE' => 'apply', 'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_KEY_FILE' => "#{folder}/key",
                  'ESTAFETA_IDS' => "#{folder}/ids.json", 'ESTAFETA_UNDO' => "#{folder}/undo.json")
    end
  end

  # What was done now happened in the last full month, whose last day was promised; the incidents took three days.
  def move_into_last_month(incidents, change)
    redmine.execute(<<~RUBY)
      month_end = Time.new(#{(month >> 1).year}, #{(month >> 1).month}, 1, 0, 0, 0, '#{ZONE}') - 86_400
      days = (Time.now.to_i - month_end.to_i) / 86_400 + 1
      Issue.find_each do |issue|
        at = %w[created_on updated_on closed_on].to_h { |name| [name, issue[name] && (issue[name] - days * 86_400)] }
        at['created_on'] -= 3 * 86_400 if #{incidents}.include?(issue.id)
        issue.journals.each { |one| one.update_columns(created_on: one.created_on - days * 86_400) }
        issue.update_columns(at)
      end
      Issue.where(id: #{incidents.last}).update_all(is_private: true)
      Role.find(#{site.ids['roles']['client']}).add_permission!(:view_wiki_pages)
      CustomValue.where(custom_field_id: #{site.field('promised')}, customized_id: #{change}).update_all(value: (month_end + 3600).to_date.to_s)
    RUBY
  end

  def month_of_work
    @@request = created('request', 'A new shop, please')
    change = site.agreed('landscape', 'system' => 'polaris', 'backup' => 'false')
    assert_equal 201, site['tam1'].post("/issues/#{change}/relations.json", 'relation' => { 'issue_to_id' => @@request, 'relation_type' => 'relates' }).code
    site.sync!
    fill(change, { 'promised' => (Date.today + 1).to_s, 'shown_to_client' => '1' }, 'subject' => "#{CANARY} subject", 'notes' => "#{CANARY} note")
    site.tasks(change).each_value do |task|
      site.set_state(task['id'], 'task', 'cancelling', 'tam1', 'subject' => "#{CANARY} task", 'notes' => "#{CANARY} note")
    end
    site.sync!
    site.set_state(change, 'change', 'done', 'tam1')
    @@incident = created('incident', 'Shop front unreachable')
    site.set_state(@@incident, 'incident', 'resolved', 'duty1', 'notes' => "#{CANARY} private", 'private_notes' => '1')
    fill(@@incident, 'cause' => 'A cable was cut', 'measure' => "#{site['network1'].name} checks it, #{CANARY}")
    @@private = created('incident', "#{CANARY} private incident")
    site.set_state(@@private, 'incident', 'resolved', 'duty1')
    move_into_last_month([@@incident, @@private], change)
  end

  rule 'provisioning opens a wiki for a client that gets digests, and names the right that its role lacks' do
    told = ask_for_digests
    assert_includes told, 'switch on wiki in the project "Aurora'
    assert_match(/may not view wiki pages, so no client can read its digest/, told)
  end

  rule 'once a month is over its TAM finds a draft on the desk, and the client sees nothing' do
    month_of_work
    site.forget_store
    3.times { site.sync! }
    said = text
    ["#{words[:send]}: #{words[:no]}", "##{@@request} A new shop, please: #{words[:done]}", "##{@@incident} Shop front unreachable", 'A cable was cut'].each { |one| assert_includes said, one }
    assert_includes desk, draft_title
    assert_equal 404, page('aurora', title, 'aurora1').code
    assert_includes [403, 404], page('staff', draft_title, 'aurora1').code
    assert_match(/#{CANARY}/, said.split('Estafeta sends what is below').first, 'or the canaries prove nothing')
  end

  rule 'an engineer may not edit it; the TAM edits and sends it, and the client reads what the TAM wrote, and nothing internal' do
    redmine.clear_mails
    assert_equal 403, site['network1'].put("/projects/staff/wiki/#{draft_title}.json", 'wiki_page' => { 'text' => 'x' }).code
    save(text.sub("#{words[:send]}: #{words[:no]}", "#{words[:send]}: #{words[:yes]}") + "\n\nSee you on Monday.\n")
    site.sync!
    seen = text('aurora', title, 'aurora1')
    ['See you on Monday.', 'A new shop, please', 'A cable was cut', 'resolution: 0 of 1 in time'].each { |one| assert_includes seen, one }
    shown = site['aurora1'].open("/projects/aurora/wiki/#{title}").text
    assert_includes shown, "href=\"/issues/#{@@request}\""
    everything = [seen, shown, site['aurora1'].open('/projects/aurora/wiki/date_index').text, redmine.mail_texts(site['aurora1'].mail).join].join
    refute_match(/#{CANARY}|#{site['network1'].name}|Network|landscape/, everything)
    assert_includes text, words[:sent]
    refute_includes desk, draft_title
    assert_equal 0, redmine.mails.fetch('total')
  end

  rule 'it is sent once, whatever is lost, and a pass without news writes nothing' do
    before = [version('aurora', title), version('staff', draft_title)]
    site.forget_store
    3.times { site.sync! }
    log = File.size(redmine.log_file)
    site.sync!
    assert_wrote_nothing(redmine.requests_since(log))
    assert_equal before, [version('aurora', title), version('staff', draft_title)]
  end

  rule 'the command prints it as text, and as a page that prints well' do
    plain = site.estafeta('digest', 'aurora', '--period', month_word)
    assert_code 0, plain
    assert_includes plain.out, 'See you on Monday.'
    refute_match(/<!--|Estafeta digest/, plain.out)
    html = site.estafeta('digest', 'aurora', '--format', 'html')
    assert_includes html.out, '<p>See you on Monday.</p>'
    File.write(site.file('digest.html'), html.out)
    wrong = site.estafeta('digest', 'aurora', '--period', '2026-W01')
    assert_code 2, wrong
    assert_code 2, site.estafeta('digest', 'meridian')
  end
end
