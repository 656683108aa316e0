# frozen_string_literal: true

module RedmineEstafeta
  # Issues with their histories, each as GET /issues/ID.json shows it to the same user, but for what the connector does not read.
  # It takes the same number of queries for one issue and for two hundred: rows are read by table, not by issue.
  class Histories
    # Those that are gone, or that the user may not see, are left out. The block gives the address of an attachment.
    def self.read(ids, user, &file_url)
      # All queries see the same moment: SQLite gives every transaction that, the others give it where it is asked for.
      isolation = Redmine::Database.sqlite? ? nil : :repeatable_read
      ActiveRecord::Base.transaction(isolation: isolation) { new(ids, user, file_url).to_a }
    end

    def initialize(ids, user, file_url)
      @user = user
      @file_url = file_url
      found = Issue.visible(user).where(id: ids).preload(:priority, :category, project: :enabled_modules).index_by(&:id)
      @issues = ids.uniq.filter_map { |id| found[id] }
      load_rows if @issues.any?
    end

    def to_a = @issues.map { |issue| shown(issue) }

    private

    def load_rows
      ids = @issues.map(&:id)
      @sight = Sight.new(@user, @issues.map(&:project).uniq)
      @fields = IssueFields.new(@issues, @sight)
      load_history(ids)
      load_links(ids)
      @trees = IssueTrees.new(@issues, @user)
      @statuses = AllowedStatuses.new(@issues, @user, @sight)
      @trackers = Tracker.all.index_by(&:id)
      @files = Attachment.where(container_type: 'Issue', container_id: ids).order(:created_on, :id).group_by(&:container_id)
      @watchers = Watcher.where(watchable_type: 'Issue', watchable_id: ids).order(:id).pluck(:watchable_id, :user_id).group_by(&:first)
      load_people
    end

    # Redmine 5 keeps who edited a note, but its REST interface does not tell.
    def edits_told? = Redmine::VERSION::MAJOR >= 6

    def load_history(ids)
      columns = %i[journalized_id id user_id notes created_on private_notes]
      columns += %i[updated_on updated_by_id] if edits_told?
      journals = Journal.where(journalized_type: 'Issue', journalized_id: ids)
      @journals = journals.reorder(:created_on, :id).pluck(*columns).group_by(&:first)
      @details = JournalDetail.where(journal_id: journals.reorder(nil).select(:id)).order(:id)
                              .pluck(:journal_id, :property, :prop_key, :old_value, :value).group_by(&:first)
    end

    def load_links(ids)
      linked = IssueRelation.where(issue_from_id: ids).or(IssueRelation.where(issue_to_id: ids)).to_a.sort
      @relations = Hash.new { |all, id| all[id] = [] }
      linked.each { |one| [one.issue_from_id, one.issue_to_id].each { |id| @relations[id] << one } }
      ends = linked.flat_map { |one| [one.issue_from_id, one.issue_to_id] } + @details.values.flatten(1).filter_map { |one| related(*one) }
      status_of = Issue.where(id: ends.uniq).pluck(:id, :status_id).to_h
      @visible = Issue.visible(@user).where(id: status_of.keys).pluck(:id).to_set
      @status_of = status_of
    end

    # The other issue that an entry of history about a relation names.
    def related(_journal, property, _name, from, to)
      (to || from).to_i if property == 'relation'
    end

    def load_people
      ids = @issues.flat_map { |issue| [issue.author_id, issue.assigned_to_id] } + @files.values.flatten.map(&:author_id) +
            @watchers.values.flatten(1).map(&:last) + @journals.values.flatten(1).flat_map { |row| [row[2], row[7]] }
      @people = Principal.where(id: ids.compact.uniq).index_by(&:id)
    end

    def shown(issue)
      head(issue).merge(texts(issue), parts(issue))
    end

    def head(issue)
      tracker = @trackers[issue.tracker_id]
      { id: issue.id, project: named(issue.project), tracker: named(tracker), status: @statuses.shown(issue.status_id),
        priority: named(issue.priority), author: person(issue.author_id), assigned_to: person(issue.assigned_to_id),
        category: named(issue.category), parent: @trees.parent(issue) }.compact
    end

    def texts(issue)
      { subject: issue.subject, description: issue.description, start_date: issue.start_date, due_date: issue.due_date,
        estimated_hours: issue.estimated_hours, created_on: time(issue.created_on), updated_on: time(issue.updated_on) }
    end

    def parts(issue)
      { custom_fields: @fields.shown(issue).presence,
        children: (@trees.children(issue.id, @trackers) unless issue.leaf?),
        attachments: @files.fetch(issue.id, []).map { |file| attachment(file) },
        relations: relations(issue).presence,
        journals: journals(issue),
        watchers: (watchers(issue) if @sight.may?(:view_issue_watchers, issue.project)),
        allowed_statuses: @statuses.allowed(issue, closable: closable?(issue), reopenable: !@trees.closed_above?(issue, @statuses)) }.compact
    end

    def closable?(issue)
      !@trees.open_below?(issue, @statuses) && @relations[issue.id].none? { |one| one.issue_to_id == issue.id && blocks?(one) }
    end

    def blocks?(relation)
      from = @status_of[relation.issue_from_id]
      relation.relation_type == IssueRelation::TYPE_BLOCKS && from && !@statuses.closed?(from)
    end

    def attachment(file)
      { id: file.id, filename: file.filename, content_url: @file_url.call(file), author: person(file.author_id) }.compact
    end

    def relations(issue)
      seen = @relations[issue.id].select { |one| @visible.include?(one.issue_from_id == issue.id ? one.issue_to_id : one.issue_from_id) }
      seen.map do |one|
        { id: one.id, issue_id: one.issue_from_id, issue_to_id: one.issue_to_id, relation_type: one.relation_type, delay: one.delay }
      end
    end

    def watchers(issue)
      @watchers.fetch(issue.id, []).filter_map { |_, id| person(id) }
    end

    def journals(issue)
      sees_private = @sight.may?(:view_private_notes, issue.project)
      @journals.fetch(issue.id, []).filter_map do |_, id, user, notes, at, is_private, *edit|
        next if is_private && !sees_private && user != @user.id

        details = details(id, issue.project)
        next if notes.blank? && details.empty?

        { id: id, user: person(user), notes: notes, created_on: time(at), private_notes: is_private, details: details }.merge(edited(*edit)).tap do |one|
          one.delete(:user) if one[:user].nil?
        end
      end
    end

    def edited(at = nil, by = nil)
      { updated_on: at && time(at), updated_by: by && person(by) }.compact
    end

    def details(journal, project)
      @details.fetch(journal, []).filter_map do |row|
        _, property, name, from, to = row
        next if property == 'cf' && !@fields.visible?(name.to_i, project)
        next if property == 'relation' && !@visible.include?(related(*row))

        { property: property, name: name, old_value: from, new_value: to }
      end
    end

    def named(record) = record && { id: record.id, name: record.name }
    def person(id) = id && named(@people[id])
    def time(at) = at.utc.xmlschema
  end
end
