# frozen_string_literal: true

module RedmineEstafeta
  # Who is mailed of an entry. Redmine mails everybody who may be concerned; the connector names for each of its writes whom
  # it is for, of those whom Redmine would mail.
  module Addressing
    AUDIENCES = [
      NOBODY = 'nobody',
      ASSIGNEE = 'assignee', # who holds the issue, or held it until now, and who watches it
      EVERYONE = 'everyone'  # as Redmine does
    ].freeze

    Current = Struct.new(:audience, :issue)

    class << self
      # What is written in the block is for that audience, as far as it is this issue's; what is written along with it, such as
      # its parent's “Subtask added”, is for nobody.
      def with(audience, issue)
        before = Thread.current[:estafeta_addressing]
        Thread.current[:estafeta_addressing] = Current.new(audience, issue)
        yield
      ensure
        Thread.current[:estafeta_addressing] = before
      end

      # For an entry of that issue that is made now; nil: nothing of the connector's.
      def of(issue)
        current = Thread.current[:estafeta_addressing] or return
        current.issue.equal?(issue) ? current.audience : NOBODY
      end

      def holders(issue)
        [issue.assigned_to, issue.previous_assignee].compact.flat_map { |one| one.is_a?(Group) ? one.users.to_a : [one] }.uniq
      end
    end

    # The mail is sent when the transaction ends, which may be after other writes: each entry keeps whom it is for.
    module OfIssues
      def self.prepended(issue)
        issue.before_create { @estafeta_audience = Addressing.of(self) }
      end

      def notify? = super && @estafeta_audience != NOBODY
      def notified_users = @estafeta_audience == ASSIGNEE ? super & Addressing.holders(self) : super
    end

    module OfEntries
      def self.prepended(entry)
        entry.before_create { @estafeta_audience = Addressing.of(journalized) }
      end

      def notify? = super && @estafeta_audience != NOBODY

      def notified_users
        return super & Addressing.holders(journalized) if @estafeta_audience == ASSIGNEE

        super - estafeta_colleagues
      end

      private

      # Somebody takes a task from their group, or works on it there, and writes nothing about it: the group was told when it
      # became ready.
      def estafeta_colleagues
        words = Words.current
        return [] if notes? || words.colleagues_told? || !journalized.is_a?(Issue) || !words.task?(journalized.tracker_id)

        groups = [journalized.assigned_to, journalized.previous_assignee].grep(Group)
        groups.map { |group| group.users.to_a }.select { |users| users.include?(user) }.flatten - [user, journalized.assigned_to]
      end
    end
  end
end
