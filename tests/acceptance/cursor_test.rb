# frozen_string_literal: true

# Who reads the feed by its cursor knows what Redmine's own REST interface shows, whatever people do meanwhile, and is told of nothing else.

require_relative 'hammer'
require_relative 'issue_answers'
require_relative 'picture'

class CursorTest < Acceptance::Test
  include Acceptance::IssueAnswers

  with_plugin

  # A long run has more people who write at once, and more often, at a Redmine of two processes.
  WRITERS = LONG ? 8 : 4
  ROUNDS = LONG ? 20 : 1
  READS = 20 # in each round, five edits or more between them
  ENV['ESTAFETA_REDMINE_WORKERS'] ||= '2' if LONG

  def incident(subject, more = {})
    fields = { 'project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => subject }.merge(more)
    answer = site['tam1'].create(fields)
    assert_equal 201, answer.code, answer.errors.join
    answer.body['issue']['id']
  end

  # One, two and three stand below another, the fourth beside them.
  def ids
    @@ids ||= begin
      redmine.execute('Setting.notified_events = []') # mails take longer than edits
      first = incident('Above')
      second = incident('Between', 'parent_issue_id' => first)
      [first, second, incident('Below', 'parent_issue_id' => second), incident('Beside')]
    end
  end

  def picture
    @@picture ||= begin
      ids
      Acceptance::Picture.new(site.service).tap(&:read)
    end
  end

  def admin = site['admin']
  def person(login) = site[login].id

  def shown
    listed.to_h { |id| [id, site.service.get("/issues/#{id}.json?include=#{INCLUDE}").body['issue']] }
  end

  def listed
    (0..).each_with_object([]) do |page, ids|
      some = site.service.get("/issues.json?status_id=*&sort=id&limit=100&offset=#{page * 100}").body['issues'].map { |one| one['id'] }
      ids.concat(some)
      return ids if some.size < 100
    end
  end

  def assert_same = assert_empty(differences(shown, picture.issues))

  rule 'without a cursor it tells of all, and then of nothing' do
    picture
    assert_same
    assert_empty picture.read
  end

  rule 'an edit is told of once, with the issues that show it too' do
    above, between, below, beside = ids
    picture
    {
      'a note' => [-> { site['tam1'].update(beside, 'notes' => 'To be edited') }, [beside]],
      'an edited note' => [-> { admin.put("/journals/#{journal(beside)}.json", 'journal' => { 'notes' => 'Edited' }) }, [beside]],
      'a deleted note' => [-> { admin.put("/journals/#{journal(beside)}.json", 'journal' => { 'notes' => '' }) }, [beside]],
      'a watcher who comes' => [-> { admin.post("/issues/#{beside}/watchers.json", 'user_id' => person('network1')) }, [beside]],
      'a watcher who goes' => [-> { admin.delete("/issues/#{beside}/watchers/#{person('network1')}.json") }, [beside]],
      'a relation' => [-> { admin.post("/issues/#{beside}/relations.json", 'relation' => { 'issue_to_id' => below, 'relation_type' => 'blocks' }) }, [below, beside]],
      'a status that others hang on' => [-> { site['tam1'].update(beside, 'status_id' => site.status('incident', 'in_progress')) }, [below, beside]],
      'a date that is derived above' => [-> { site['tam1'].update(below, 'start_date' => nil, 'due_date' => '2031-01-02') }, [above, between, below]],
      'a child that is shown above' => [-> { site['tam1'].update(below, 'subject' => 'Far below') }, [above, between, below]],
      'a relation that is taken away' => [-> { admin.delete("/relations/#{admin.issue(beside, include: 'relations')['relations'].first['id']}.json") }, [below, beside]],
      'a move out of the tree' => [-> { site['tam1'].update(below, 'parent_issue_id' => '') }, [above, between, below]],
      'a move to another project' => [-> { admin.update(beside, 'project_id' => 'meridian') }, [beside]],
      'a bulk edit' => [-> { admin.bulk_edit([above, below], 'notes' => 'In bulk') }, [above, below]]
    }.each do |what, (deed, expected)|
      deed.call
      told = picture.read
      assert_empty expected - told, "#{what}: #{told}"
      assert_empty picture.read, what
      assert_same
    end
  end

  def journal(id) = admin.issue(id, include: 'journals')['journals'].reject { |one| one['notes'].to_s.empty? }.last['id']

  rule 'who is renamed, or gone, is so in all issues that name them; what is deleted is gone' do
    above, _, below, beside = ids
    picture
    site['tam1'].update(above, 'assigned_to_id' => site.group('backup'))
    picture.read
    admin.put("/groups/#{site.group('backup')}.json", 'group' => { 'name' => 'Savers' })
    admin.put("/users/#{person('tam1')}.json", 'user' => { 'lastname' => 'Renamed' })
    assert_empty ids - picture.read
    assert_same
    admin.post("/issues/#{beside}/relations.json", 'relation' => { 'issue_to_id' => below, 'relation_type' => 'relates' })
    picture.read
    admin.delete("/issues/#{below}.json")
    assert_empty [below, beside] - picture.read
    refute_includes picture.issues, below
    assert_same
    @@ids -= [below]
  end

  rule 'what is deleted while all has changed is gone' do
    leaving = incident('Leaving')
    assert_includes picture.read, leaving
    admin.delete("/issues/#{leaving}.json")
    redmine.execute("IssueStatus.first.save!")
    picture.read
    assert_same
  end

  rule 'what the models did not see is found a day later' do
    above, = ids
    picture.read
    redmine.execute("Issue.where(id: #{above}).update_all(subject: 'Past the models')")
    assert_empty picture.read
    picture.wait_a_day
    assert_includes picture.read, above
    assert_same
  end

  rule 'fifty incidents that changed are told of in one request' do
    picture.read
    redmine.execute(<<~RUBY)
      like = Issue.find(#{ids.first})
      50.times do |n|
        Issue.create!(project: like.project, tracker: like.tracker, author: User.find_by_login('tam1'), subject: "One of many \#{n}", priority: like.priority, status: like.status)
      end
    RUBY
    before = picture.requests
    assert_equal 50, picture.read.size
    assert_equal 1, picture.requests - before
    assert_same
  end

  rule 'only the service account is answered, and a word that is no cursor begins anew' do
    ids
    %w[tam1 admin].each { |login| assert_equal 403, site[login].get('/estafeta/feed.json').code }
    known = picture.issues.size
    answer = site.service.get('/estafeta/feed.json?limit=500&cursor=guessed')
    assert_equal 200, answer.code
    assert_equal known, answer.body['issues'].size
  end

  rule 'while others write, a reader misses nothing' do
    ids
    rounds = Array.new(ROUNDS) { |round| hammered(round) }
    taken = rounds.inject { |all, more| all.merge(more) { |_, one, two| one + two } }
    puts "#{ROUNDS} rounds of #{WRITERS} writers and #{READS} readings: #{taken.values.sum} edits (#{taken.map { |pair| pair.join(': ') }.join(', ')})"
    assert_equal Acceptance::Hammer::KINDS.keys.sort, taken.keys.sort if LONG
  end

  # Answers the edits by their kinds.
  def hammered(round)
    hammer = Acceptance::Hammer.new(site, Array.new(12) { |n| incident("Hammered #{n}") }, WRITERS, round)
    READS.times do
      hammer.await(5)
      picture.read
    end
    hammer.stop
    picture.read
    assert_same
    hammer.taken
  ensure
    hammer&.stop
  end
end
