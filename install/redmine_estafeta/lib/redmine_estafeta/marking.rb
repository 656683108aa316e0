# frozen_string_literal: true

module RedmineEstafeta
  # What a client thinks of a change that was made of its request: a note there, as anybody may write one by hand (`Mark: 5 quick`).
  class Marking
    MARKS = %w[1 2 3 4 5].freeze
    LONGEST = 200

    # nil: it is no request of which a change was done that the client knows of, or the user is not the client's.
    def self.of(issue, user)
      words = Words.current
      return unless words.request?(issue.tracker_id) && issue.visible?(user) && issue.notes_addable?(user)
      return if user.admin? || user.allowed_to?(Readers::PERMISSION, issue.project)

      new(issue, user) if issue.relations.any? { |one| done?(words, one, issue) }
    end

    def self.done?(words, relation, issue)
      change = relation.other_issue(issue)
      relation.relation_type == IssueRelation::TYPE_RELATES && words.change?(change.tracker_id) &&
        words.state_of('change', change.status_id) == 'done' && words.ticked?(change, 'shown_to_client')
    end
    private_class_method :done?

    def initialize(issue, user)
      @issue = issue
      @user = user
    end

    def issue = @issue

    # Whether it was written.
    def give(mark, word)
      return false unless MARKS.include?(mark)

      note = I18n.t(:estafeta_mark_note, mark: mark, locale: I18n.locale)
      @issue.init_journal(@user, [note, word.tr("\r\n", '  ').strip[0, LONGEST]].reject(&:empty?).join(' '))
      @issue.save
    end
  end
end
