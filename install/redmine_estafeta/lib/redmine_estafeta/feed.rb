# frozen_string_literal: true

module RedmineEstafeta
  # Issues that changed since a cursor. Its row says how far touches (touch.rb) are numbered.
  #
  # Numbers are given to touches when they are read, one reader after another: so none can be committed below a number that was told,
  # as could be with numbers that those who write bring along. What is told of an issue is read after its touch was numbered, and is as
  # new as that or newer; whatever comes later has no number yet, and comes with the next answer.
  class Feed < ActiveRecord::Base
    self.table_name = 'estafeta_feeds'

    KEPT = 7.days
    # When more have come since somebody read, all is read anew.
    MOST_TOUCHES = 20_000
    SWEPT_AT_ONCE = 200

    Page = Struct.new(:ids, :cursor, :more, :anew)

    class << self
      # Before the transaction in which it is read.
      def number_touches
        news = Touch.where(batch: nil).limit(MOST_TOUCHES + 1).pluck(:id)
        return if news.empty?
        return forget_all if news.size > MOST_TOUCHES

        # By their ids alone: MariaDB would wait for those who are still writing. Two who read at once number some of them twice, and
        # are told of them twice.
        transaction(isolation: Redmine::Database.sqlite? ? nil : :read_committed) { Touch.where(id: news).update_all(batch: next_batch) }
      end

      # What the next answer tells of: at most so many issues, and the sweep's beside them.
      def page(text, limit)
        feed = first!
        cursor = Cursor.from(text)
        cursor = nil unless cursor && cursor.origin == feed.origin && cursor.done.is_a?(Integer) && cursor.done.between?(feed.forgotten, feed.batch)
        anew = cursor.nil?
        cursor ||= Cursor.new(origin: feed.origin, done: feed.batch, place: 0, hurried: true, swept: today)
        begin_sweep(cursor)
        ids = changed(cursor, feed.batch, limit)
        hurried = cursor.hurried
        ids |= swept(cursor, hurried ? limit - ids.size : [SWEPT_AT_ONCE, limit - ids.size].min) if cursor.place && ids.size < limit
        Page.new(ids, cursor, !cursor.target.nil? || (cursor.place.present? && hurried), anew)
      end

      # Behind all there is now, of which the reader knows otherwise.
      def now = first!.then { |feed| Cursor.new(origin: feed.origin, done: feed.batch, hurried: false, swept: today) }

      # What is older than anybody's cursor need be.
      def forget_old
        old = Touch.where('noted_on < ?', KEPT.ago).where.not(batch: nil)
        newest = old.maximum(:batch) or return
        transaction do
          update_all(['forgotten = ?', newest])
          Touch.where('batch <= ?', newest).delete_all
        end
      end

      private

      # From here to the end of the transaction nobody else numbers.
      def next_batch
        update_all('batch = batch + 1')
        first!.batch
      end

      def forget_all
        transaction do
          update_all(origin: SecureRandom.hex(8))
          Touch.delete_all
        end
      end

      def today = Time.now.utc.to_date.to_s

      def begin_sweep(cursor)
        return if cursor.swept == today || cursor.place

        cursor.place, cursor.hurried, cursor.swept = 0, false, today
      end

      # In the order of their ids, so that an answer can go on where another ended; what they change into meanwhile has later numbers.
      def changed(cursor, newest, limit)
        target = cursor.target || newest
        touches = Touch.where(batch: (cursor.done + 1)..target).distinct.pluck(:kind, :about_id).group_by(&:first).transform_values { |all| all.map(&:last) }
        # What is gone is told all the same: a reading of all does not tell of it.
        cursor.place, cursor.hurried = 0, true if touches.key?('everything') && cursor.target.nil?
        ids = meant(touches).uniq.sort
        ids = ids.select { |id| id > cursor.after } if cursor.after
        told = ids.first(limit)
        if told.size < ids.size
          cursor.target, cursor.after = target, told.last
        else
          cursor.done, cursor.target, cursor.after = target, nil, nil
        end
        told
      end

      def meant(touches)
        around = touches.fetch('around', [])
        touches.fetch('issue', []) + around + Surroundings.of(around) + naming(touches.fetch('person', [])) + in_projects(touches.fetch('project', []))
      end

      def naming(people)
        return [] if people.empty?

        journals = Journal.where(journalized_type: 'Issue')
        Issue.where(author_id: people).or(Issue.where(assigned_to_id: people)).pluck(:id) +
          journals.where(user_id: people).distinct.pluck(:journalized_id) +
          (Journal.column_names.include?('updated_by_id') ? journals.where(updated_by_id: people).distinct.pluck(:journalized_id) : []) +
          Watcher.where(watchable_type: 'Issue', user_id: people).pluck(:watchable_id) +
          Attachment.where(container_type: 'Issue', author_id: people).pluck(:container_id)
      end

      def in_projects(projects)
        return [] if projects.empty?

        all = Project.where(id: projects).flat_map { |one| one.self_and_descendants.pluck(:id) }
        inside = Issue.where(project_id: all).pluck(:id)
        (inside + Surroundings.of(inside)).uniq
      end

      def swept(cursor, limit)
        ids = Issue.where('id > ?', cursor.place).order(:id).limit(limit).pluck(:id)
        cursor.place = ids.size < limit ? nil : ids.last
        cursor.hurried = false if cursor.place.nil?
        ids
      end
    end
  end
end
