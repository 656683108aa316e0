# frozen_string_literal: true

module RedmineEstafeta
  # The histories of some issues: JSON of each. Where the database can write it (database_journals.rb), it does.
  class JournalTexts
    NONE = [].freeze

    # Redmine 5 keeps who edited a note, but its REST interface does not tell.
    def self.edits_told? = Redmine::VERSION::MAJOR >= 6

    def initialize(issues, user, sight, fields, people, instants)
      @user = user
      @sight = sight
      @fields = fields
      @people = people
      @instants = instants
      @written = DatabaseJournals.texts(issues.select { |issue| @sight.may?(:view_private_notes, issue.project) }, fields, people)
      load_rows(issues.map(&:id) - @written.keys)
    end

    # The other issues that entries about relations name: whether these are told of hangs on who sees those.
    def others = @details.values.flatten(1).filter_map { |row| related(*row) if row[1] == 'relation' }.uniq

    # `visible`: of the others.
    def of(issue, visible)
      @written.fetch(issue.id) do
        sees_private = @sight.may?(:view_private_notes, issue.project)
        JsonText.list(@journals.fetch(issue.id, NONE).filter_map { |row| journal(row, issue.project, sees_private, visible) })
      end
    end

    private

    def load_rows(ids)
      columns = [:journalized_id, :id, :user_id, :notes, RawRows.instant(Journal, :created_on), :private_notes]
      columns += [RawRows.instant(Journal, :updated_on), :updated_by_id] if JournalTexts.edits_told?
      journals = Journal.where(journalized_type: 'Issue', journalized_id: ids)
      rows = RawRows.of(journals.reorder(:created_on, :id), *columns)
      @journals = rows.group_by(&:first)
      details = JournalDetail.where(journal_id: journals.reorder(nil).select(:id)).order(:id)
      @details = RawRows.of(details, :journal_id, :property, :prop_key, :old_value, :value).group_by(&:first)
      @people.meet(rows.flat_map { |row| [row[2], row[7]] })
    end

    def related(_journal, _property, _name, from, to) = (to || from).to_i

    def journal(row, project, sees_private, visible)
      _, id, user, notes, at, hidden, edited_at, edited_by = row
      hidden = RawRows.true?(hidden)
      return if hidden && !sees_private && user != @user.id

      details = details(id, project, visible)
      return if notes.blank? && details.empty?

      by = @people[user]
      "{\"id\":#{id}#{",\"user\":#{by}" if by},\"notes\":#{JsonText.string(notes)},\"created_on\":#{@instants.text(at)}," \
        "\"private_notes\":#{hidden},\"details\":[#{details.join(',')}]#{edited(edited_at, @people[edited_by])}}"
    end

    def edited(at, by) = "#{",\"updated_on\":#{@instants.text(at)}" if at}#{",\"updated_by\":#{by}" if by}"

    def details(journal, project, visible)
      @details.fetch(journal, NONE).filter_map do |row|
        _, property, name, from, to = row
        next if property == 'cf' && !@fields.visible?(name.to_i, project)
        next if property == 'relation' && !visible.include?(related(*row))

        "{\"property\":\"#{property}\",\"name\":#{JsonText.string(name)},\"old_value\":#{JsonText.string(from)},\"new_value\":#{JsonText.string(to)}}"
      end
    end
  end
end
