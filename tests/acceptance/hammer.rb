# frozen_string_literal: true

# People who edit some incidents all at once, in every way in which Redmine can be edited; for stories that read meanwhile.

require_relative 'support'

module Acceptance
  class Hammer
    # kind => how often, of a hundred.
    KINDS = { note: 13, edit_note: 4, delete_note: 4, hide_note: 2, relate: 13, unrelate: 9, move: 8, hang: 12, values: 10, state: 6,
              bulk_edit: 5, watch: 4, new_below: 3, delete: 1, rename_person: 2, lock_person: 1, rename_group: 1, regroup: 2 }.freeze
    RELATIONS = %w[relates blocks precedes copied_to].freeze

    # How many edits of each kind Redmine took.
    attr_reader :taken

    def initialize(site, ids, writers, seed)
      @site = site
      @ids = ids
      @lock = Mutex.new
      @news = Queue.new
      @taken = Hash.new(0)
      @going = true
      @threads = Array.new(writers) { |n| Thread.new { write(Random.new((seed * 100) + n)) } }
    end

    def ids = @lock.synchronize { @ids.dup }

    # Until so many more were taken.
    def await(edits) = edits.times { count(@news.pop) }

    # They end what they are at.
    def stop
      @going = false
      @threads.each(&:join)
      count(@news.pop) until @news.empty?
    end

    private

    def write(random)
      writer = Writer.new(@site, random)
      kinds = KINDS.flat_map { |name, times| [name] * times }
      while @going
        kind = kinds.sample(random: random)
        answer = writer.send(kind, *ids.sample(2, random: random))
        next unless writer.taken?(answer)

        @lock.synchronize { @ids << answer.body['issue']['id'] } if kind == :new_below
        @news << kind
      end
    rescue StandardError => e
      @news << e
    end

    def count(kind)
      raise kind if kind.is_a?(StandardError)

      @taken[kind] += 1
    end

    # One of them. Each edit is for one issue or two; what is refused, or needs what is not there, is not taken.
    class Writer
      def initialize(site, random)
        @site = site
        @random = random
        @people = Estafeta::Person.all(site.redmine.url, site.file('people.json')) # with sessions of their own
      end

      def taken?(answer) = answer.is_a?(Estafeta::Page) ? answer.saved? : answer.respond_to?(:ok?) && answer.ok?

      def note(one, _)
        any('tam1', 'deputy1', 'tam2', 'network1', 'backup1', 'aurora1').update(one, 'notes' => "Note #{number}", 'private_notes' => flip)
      end

      def edit_note(one, _) = rewrite(one, 'notes' => "Edited #{number}")
      def delete_note(one, _) = rewrite(one, 'notes' => '')
      def hide_note(one, _) = rewrite(one, 'private_notes' => flip)

      def relate(one, two)
        any('tam1', 'deputy1', 'admin').post("/issues/#{one}/relations.json", 'relation' => { 'issue_to_id' => two, 'relation_type' => of(RELATIONS) })
      end

      def unrelate(one, _)
        relation = part(one, 'relations') or return
        any('tam1', 'deputy1', 'admin').delete("/relations/#{relation['id']}.json")
      end

      def move(one, _) = admin.update(one, 'project_id' => of(%w[aurora aurora meridian]))
      def hang(one, two) = any('tam1', 'admin').update(one, 'parent_issue_id' => of([two, two, '']))

      # A parent's priority and dates follow those of its children.
      def values(one, _)
        engineer.update(one, 'subject' => "Called #{number}", 'priority_id' => of(priorities), 'start_date' => nil,
                             'due_date' => (Date.new(2031, 1, 1) + number).to_s, 'estimated_hours' => number)
      end

      def state(one, _)
        statuses = @site.ids['statuses']['incident'].values.flatten
        holders = [@site.group('network'), @site.group('backup'), @people['backup1'].id, @people['backup8'].id, '']
        engineer.update(one, 'status_id' => of(statuses), 'assigned_to_id' => of(holders))
      end

      def bulk_edit(one, two)
        any('tam1', 'admin').bulk_edit([one, two], 'priority_id' => of(priorities), 'notes' => 'In bulk')
      rescue RuntimeError # no form: one of them is gone, or not theirs
        nil
      end

      def watch(one, _)
        who = any('tam1', 'network1', 'backup8').id
        flip ? admin.post("/issues/#{one}/watchers.json", 'user_id' => who) : admin.delete("/issues/#{one}/watchers/#{who}.json")
      end

      def new_below(one, _)
        @people['tam1'].create('project_id' => 'aurora', 'tracker_id' => @site.tracker('incident'), 'subject' => 'One more', 'parent_issue_id' => one)
      end

      def delete(one, _) = admin.delete("/issues/#{one}.json")
      def rename_person(*) = admin.put("/users/#{@people['backup1'].id}.json", 'user' => { 'lastname' => "Backup #{number}" })
      def lock_person(*) = admin.put("/users/#{@people['backup8'].id}.json", 'user' => { 'status' => of([1, 3]) })
      def rename_group(*) = admin.put("/groups/#{@site.group('backup')}.json", 'group' => { 'name' => "Backup group #{number}" })

      # Estafeta's account comes into a group of those who hold issues, and out of it.
      def regroup(*)
        group = "/groups/#{@site.group('backup')}"
        account = @site.ids['account']['id']
        flip ? admin.post("#{group}/users.json", 'user_id' => account) : admin.delete("#{group}/users/#{account}.json")
      end

      private

      def of(list) = list.sample(random: @random)
      def any(*logins) = @people.fetch(of(logins))
      def flip = @random.rand(2) == 1
      def number = @random.rand(1000)
      def admin = @people['admin']
      def engineer = any('network1', 'backup1', 'tam1')
      def priorities = (@priorities ||= admin.get('/enumerations/issue_priorities.json').body['issue_priorities'].map { |one| one['id'] })

      def part(id, name) = of((admin.issue(id, include: name) || {}).fetch(name, []))

      def rewrite(id, values)
        journals = (admin.issue(id, include: 'journals') || {}).fetch('journals', [])
        journal = of(journals.reject { |one| one['notes'].to_s.empty? }) or return
        admin.put("/journals/#{journal['id']}.json", 'journal' => values)
      end
    end
  end
end
