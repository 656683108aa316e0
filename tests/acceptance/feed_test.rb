# frozen_string_literal: true

# With the plugin, many histories come in one answer: each is what Redmine's own REST interface gives for that issue, whatever has
# happened to it.

require_relative 'hammer'
require_relative 'issue_answers'

class FeedTest < Acceptance::Test
  include Acceptance::IssueAnswers

  # A long run has more people who write at once, for longer, at a Redmine of two processes.
  WRITERS = LONG ? 8 : 4
  ROUNDS = LONG ? 20 : 1
  READS = 30 # in each round, five edits or more between them
  ENV['ESTAFETA_REDMINE_WORKERS'] ||= '2' if LONG

  def incident(subject, more = {})
    fields = { 'project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => subject }.merge(more)
    answer = site['tam1'].create(fields)
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  def user(login) = "User.find_by_login('#{login}')"

  # A site where all has happened that a history may tell of.
  def ids
    @@ids ||= begin
      redmine.run(File.join(Acceptance::ROOT, 'install/redmine/demo.rb'),
                  'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_IDS' => site.file('ids.json'), 'ESTAFETA_PEOPLE' => site.file('people.json'))
      change = site.agreed('landscape', 'system' => 'feed', 'backup' => 'false')
      site.sync!
      site.finish(site.tasks(change).fetch('network')['id'], 'network1', 'vlan' => 7, 'subnet' => '10.7.0.0/24')
      site.sync!
      first = incident('Told of much', 'description' => "two\r\nlines", 'estimated_hours' => '1.25')
      second = incident('Below it', 'parent_issue_id' => first)
      incident('Below that', 'parent_issue_id' => second)
      site['tam1'].update(first, 'notes' => 'For ourselves', 'private_notes' => true)
      site['tam1'].update(first, 'notes' => 'For the client', 'subject' => 'Told of more', 'due_date' => '2030-01-02')
      site['tam1'].update(second, 'notes' => 'To be edited')
      redmine.execute(deeds(first, second))
      redmine.add_plugin(site.file('ids.json'))
      redmine.execute('puts Issue.order(:id).pluck(:id).inspect').lines.last.scan(/\d+/).map(&:to_i)
    end
  end

  # What is quicker told to Redmine itself.
  def deeds(first, second)
    <<~RUBY
      Setting.notified_events = [] # mails take longer than edits
      User.current = #{user('tam1')}
      one, two = Issue.find(#{first}), Issue.find(#{second})
      # A project that Estafeta's account does not see, and one beside.
      hidden = Project.create!(name: 'Hidden', identifier: 'feed-hidden', is_public: false, trackers: Tracker.all.to_a)
      open = Project.create!(name: 'Open', identifier: 'feed-open', is_public: true, trackers: Tracker.all.to_a)
      unseen = Issue.create!(project: hidden, tracker: one.tracker, author: User.current, subject: 'Unseen', priority: one.priority, status: one.status)
      public = Issue.create!(project: open, tracker: one.tracker, author: User.current, subject: 'Public', priority: one.priority, status: one.status)
      User.current = User.find(1)
      relate = lambda do |from, to, type, delay = nil|
        IssueRelation.new(issue_from: from, issue_to: to, relation_type: type, delay: delay).tap { |r| r.init_journals(User.current); r.save! }
      end
      Setting.cross_project_issue_relations = '1'
      Setting.cross_project_subtasks = 'system'
      Issue.create!(project: hidden, tracker: one.tracker, author: User.current, subject: 'Unseen below', priority: one.priority, status: one.status,
                    parent_issue_id: one.id)
      relate[one, unseen, 'relates']
      relate[public, two, 'blocks']
      relate[one, public, 'precedes', 3]
      gone = relate[unseen, two, 'duplicates']
      gone.init_journals(User.current)
      gone.destroy
      # Its parent was deleted at the moment when it was put below it: no lock of Redmine's keeps that from happening.
      orphan = Issue.create!(project: one.project, tracker: one.tracker, author: User.current, subject: 'Orphan', priority: one.priority, status: one.status)
      Issue.where(id: orphan.id).update_all(parent_id: 999_999)
      # A field of some roles, and one of several values.
      project, tracker = one.project, one.tracker
      secret = IssueCustomField.create!(name: 'Secret', field_format: 'string', visible: false, is_for_all: true, trackers: [tracker], roles: [Role.givable.last])
      several = IssueCustomField.create!(name: 'Several', field_format: 'list', multiple: true, possible_values: %w[a b c], is_for_all: false,
                                         projects: [project], trackers: [tracker])
      lost = IssueCustomField.create!(name: 'Lost', field_format: 'string', is_for_all: true, trackers: [tracker])
      one = Issue.find(one.id)
      one.init_journal(User.current)
      one.custom_field_values = { secret.id => 'nobody knows', several.id => %w[a c], lost.id => 'soon' }
      one.category = IssueCategory.create!(project: project, name: 'Network')
      one.save!
      lost.destroy
      # A note that is edited, one that is deleted, watchers and files.
      journal = two.journals.where(notes: 'To be edited').first
      journal.update!({ notes: 'Was edited' }.merge(journal.respond_to?(:updated_by=) ? { updated_by: User.current } : {}))
      one.journals.where(notes: 'For the client').first.update!(notes: '')
      [#{user('network1')}, Group.givable.first].each { |who| Watcher.create!(watchable: one, user: who) }
      2.times do |n|
        file = Attachment.new(container: one, file: "content \#{n}", author: User.current, filename: "note \#{n} \u00fc.txt", content_type: 'text/plain')
        file.save!
      end
      # Moved, and moved back; then to another client for good.
      moved = Issue.find(two.id)
      [Project.find('meridian'), project, Project.find('meridian')].each do |to|
        moved = Issue.find(moved.id)
        moved.init_journal(User.current)
        moved.parent_issue_id = nil
        moved.project = to
        moved.save!
      end
      closed = Issue.create!(project: project, tracker: one.tracker, author: User.current, subject: 'Closed', priority: one.priority, status: one.status)
      below = Issue.create!(project: project, tracker: one.tracker, author: #{user('estafeta')}, subject: 'Below a closed one', priority: one.priority,
                            status: one.status, parent_issue_id: closed.id, assigned_to: #{user('estafeta')})
      end_status = IssueStatus.where(is_closed: true).first
      [below, closed].each { |issue| Issue.where(id: issue.id).update_all(status_id: end_status.id) }
      Project.where(id: open.id).update_all(status: Project::STATUS_CLOSED)
    RUBY
  end

  def fed(ids)
    answer = site.service.post('/estafeta/issues.json', 'ids' => ids)
    assert_equal 200, answer.code, answer.body
    answer.body['issues']
  end

  def stock(id)
    answer = site.service.get("/issues/#{id}.json?include=#{INCLUDE}")
    answer.code == 200 ? answer.body['issue'] : nil
  end

  def assert_same(ids)
    read = fed(ids).to_h { |one| [one['id'], one] }
    by_rest = ids.to_h { |id| [id, stock(id)] }.compact
    assert_empty differences(by_rest, read)
    read
  end

  rule 'each issue is answered as GET /issues/ID.json shows it, and what Estafeta may not see is left out' do
    read = assert_same(ids)
    assert_operator read.size, :>, 20
    assert_operator read.size, :<, ids.size
    texts = read.values.to_s
    ['For ourselves', 'Was edited', 'Several', 'relation', 'project_id'].each { |one| assert_includes texts, one }
    refute_includes texts, 'nobody knows'
  end

  rule 'what was deleted, or never was, is left out, and the order is the one asked for' do
    visible = fed(ids).map { |one| one['id'] }
    assert_equal visible, fed(ids.reverse + [999_999]).map { |one| one['id'] }.reverse
    redmine.execute("Issue.find(#{visible.last}).destroy")
    assert_equal visible[0..-2], fed(visible).map { |one| one['id'] }
    @@ids -= [visible.last]
    assert_empty fed([])
  end

  rule 'only the service account is answered, and five hundred issues at most' do
    ids
    %w[tam1 admin].each { |login| assert_equal 403, site[login].post('/estafeta/issues.json', 'ids' => [1]).code }
    assert_equal 401, Estafeta::Person.new(redmine.url, 'nobody', 'key' => 'guessed').post('/estafeta/issues.json', 'ids' => [1]).code
    assert_equal 422, site.service.post('/estafeta/issues.json', 'ids' => (1..501).to_a).code
  end

  rule 'fifty issues take as many queries as five' do
    ids
    answer = redmine.execute(<<~RUBY)
      like = Issue.where(tracker_id: #{site.tracker('incident')}, project: Project.find('aurora')).first
      made = Array.new(50) do |n|
        issue = Issue.create!(project: like.project, tracker: like.tracker, author: #{user('tam1')}, subject: "One of many \#{n}", priority: like.priority, status: like.status)
        3.times do |note|
          issue = Issue.find(issue.id)
          issue.init_journal(#{user('tam1')}, "Note \#{note}")
          issue.subject += '.'
          issue.save!
        end
        IssueRelation.create!(issue_from: like, issue_to: issue, relation_type: 'relates')
        issue.id
      end
      count = lambda do |ids|
        User.current = User.find(#{site.ids['account']['id']})
        queries = 0
        counter = ->(*, about) { queries += 1 unless about[:name] == 'SCHEMA' || about[:cached] }
        ActiveSupport::Notifications.subscribed(counter, 'sql.active_record') do
          ActiveRecord::Base.uncached { RedmineEstafeta::Histories.read(ids, User.current) { '' } }
        end
        queries
      end
      count[made] # what Redmine reads once
      puts "QUERIES \#{count[made.first(5)]} \#{count[made]}"
    RUBY
    few, many = answer[/QUERIES (.*)/, 1].split.map(&:to_i)
    puts "#{many} queries"
    assert_equal few, many
  end

  # Five at once, so that one pass sees them all; answers their ids.
  def new_incidents
    redmine.execute(<<~RUBY).lines.last.scan(/\d+/).map(&:to_i)
      like = Issue.where(tracker_id: #{site.tracker('incident')}, project: Project.find('aurora')).first
      made = Issue.transaction do
        Array.new(5) do |n|
          Issue.create!(project: like.project, tracker: like.tracker, author: #{user('tam1')}, subject: "Comes with others \#{n}", priority: like.priority,
                        status: like.tracker.default_status)
        end
      end
      puts made.map(&:id).inspect
    RUBY
  end

  # Both ends of a relation, and parent and child, are told of in two issues of one answer: they fit together. When several people
  # move the same issues at once, Redmine may take a parent for one without children from then on, and its REST interface shows none.
  def assert_of_one_moment(issues)
    by_id = issues.to_h { |one| [one['id'], one] }
    issues.each do |one|
      one.fetch('relations', []).each do |relation|
        other = by_id[relation.values_at('issue_id', 'issue_to_id').find { |id| id != one['id'] }]
        assert_includes other['relations'] || [], relation if other
      end
      parent = by_id[one.dig('parent', 'id')]
      assert_includes parent['children'].map { |child| child['id'] }, one['id'] if parent&.key?('children')
      one.fetch('children', []).each { |child| assert_equal one['id'], by_id[child['id']].dig('parent', 'id') if by_id[child['id']] }
    end
  end

  # Reads what is newest until the block has ended; answers how often.
  def with_reader_within
    until_file = site.file('hammered')
    account = { 'ESTAFETA_ACCOUNT' => site.ids['account']['id'].to_s, 'ESTAFETA_KEY' => File.read(site.file('key')).strip }
    files = { 'ESTAFETA_UNTIL' => until_file, 'ESTAFETA_READING' => site.file('reading') }
    File.mkfifo(files['ESTAFETA_READING'])
    news = Queue.new
    Thread.new { news << File.read(files['ESTAFETA_READING']) }
    reader = Thread.new do
      redmine.run(File.join(__dir__, 'reader_within.rb'), account.merge(files))
    ensure
      news << 'ended'
    end
    reader.report_on_exception = false # it comes out with its value
    news.pop # a loaded machine takes its time until Redmine's code is there
    begin
      yield
    ensure
      FileUtils.touch(until_file)
      reader.join
    end
    reader.value[/THE SAME (\d+)/, 1].to_i
  end

  # Answers the edits by their kinds.
  def hammered(round)
    hammer = Acceptance::Hammer.new(site, Array.new(12) { |n| incident("Hammered #{n}") }, WRITERS, round)
    READS.times do
      hammer.await(5)
      assert_of_one_moment(fed(hammer.ids))
    end
    hammer.stop
    assert_same(hammer.ids)
    hammer.taken
  ensure
    hammer&.stop
  end

  rule 'while others write, each answer is of one moment; once they are quiet, it is what Redmine shows' do
    ids
    rounds = []
    moments = with_reader_within { ROUNDS.times { |round| rounds << hammered(round) } }
    taken = rounds.inject { |all, more| all.merge(more) { |_, one, two| one + two } }
    puts "#{ROUNDS} rounds of #{WRITERS} writers and #{READS} reads: #{taken.values.sum} edits (#{taken.map { |pair| pair.join(': ') }.join(', ')}), " \
         "read within Redmine at #{moments} moments"
    assert_operator moments, :>, 0
    assert_equal Acceptance::Hammer::KINDS.keys.sort, taken.keys.sort if LONG
  end

  # What Estafeta keeps of each incident after it read all of last month's and this month's into a store of its own.
  def kept(name)
    config = site.settings_with(name, {})
    requests = redmine.requests { assert_code 0, site.estafeta('sla', 'report', '--month', (Date.today << 1).strftime('%Y-%m'), config: config) }
    rows, status = Open3.capture2('sqlite3', '-readonly', site.file("#{name}.db"), 'SELECT issue, facts FROM incident ORDER BY issue')
    assert status.success?
    [rows.lines, requests.map(&:to_s)]
  end

  def single?(request) = request.match?(%r{\AGET /issues/\d+\.json})
  def fed?(request) = request.match?(%r{\A(POST /estafeta/issues|GET /estafeta/feed)\.json})

  def judged?(ids) = ids.all? { |id| !site.value(site.issue(id), 'sla_response').empty? }

  rule 'a service reads by the feed, and goes on without it when the plugin is taken out' do
    ids
    config = site.write_settings('serve.yaml', YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date]).merge('poll_interval' => '1s'))
    assert_code 0, site.estafeta('sync', config: config)
    service = Acceptance::Service.new(site, config)
    first = nil
    requests = redmine.requests { wait_for('clocks of the new incidents') { judged?(first ||= new_incidents) } }
    assert(requests.any? { |one| fed?(one.to_s) })
    redmine.rake('estafeta:uninstall')
    redmine.restart
    second = nil
    wait_for('clocks without the plugin') { judged?(second ||= new_incidents) }
    assert_equal 0, service.stop
    assert_equal site.value(site.issue(first.first), 'sla_response'), site.value(site.issue(second.first), 'sla_response')
  end

  rule 'what it keeps of each incident is the same to the last field, however it was read' do
    without, requests = kept('by-itself')
    assert_empty requests.select { |one| fed?(one) }
    assert_equal without.size, requests.count { |one| single?(one) }
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}")
    redmine.restart
    with, requests = kept('by-feed')
    assert_operator with.size, :>, 30
    assert_equal 1, requests.count { |one| fed?(one) }
    assert_empty requests.select { |one| single?(one) }
    assert_equal without, with
  end
end
