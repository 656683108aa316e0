# frozen_string_literal: true

module RedmineEstafeta
  # Issues with their histories, each as GET /issues/ID.json shows it to the same user, but for what the connector does not read.
  # It takes the same number of queries for one issue and for five hundred: rows are read by table, not by issue. Its JSON is put
  # together from texts, as neither records nor values are wanted of so many rows.
  class Histories
    MOST = 500 # at once

    # The JSON of a list. Those that are gone, or that the user may not see, are left out. The block gives the address of an attachment.
    def self.read(ids, user, &file_url) = at_one_moment { new(ids, user, file_url) }.to_json_text

    # All queries see the same moment: SQLite gives every transaction that, the others give it where it is asked for.
    def self.at_one_moment(&block)
      ActiveRecord::Base.transaction(isolation: Redmine::Database.sqlite? ? nil : :repeatable_read, &block)
    end

    def initialize(ids, user, file_url)
      @user = user
      @file_url = file_url
      found = IssueRow.visible(ids, user)
      @issues = ids.uniq.filter_map { |id| found[id] }
      load_rows(self.ids) if @issues.any?
    end

    # Of those that are told of.
    def ids = @issues.map(&:id)

    def to_json_text = JsonText.list(@issues.map { |issue| shown(issue) })

    private

    def load_rows(ids)
      @sight = Sight.new(@user, @issues.map(&:project).uniq)
      @fields = IssueFields.new(@issues, @sight)
      @files = Attachment.where(container_type: 'Issue', container_id: ids).order(:created_on, :id).group_by(&:container_id)
      @watchers = Watcher.where(watchable_type: 'Issue', watchable_id: ids).order(:id).pluck(:watchable_id, :user_id).group_by(&:first)
      load_names
      @instants = Instants.new
      @journals = JournalTexts.new(@issues, @user, @sight, @fields, @people, @instants)
      load_links(ids)
      @trees = IssueTrees.new(@issues, @user)
      @statuses = AllowedStatuses.new(@issues, @user, @sight)
    end

    # As JSON, by id.
    def load_names
      @trackers = Tracker.all.index_by(&:id)
      @names = { project: @issues.map(&:project).uniq, tracker: @trackers.values, priority: IssuePriority.all,
                 category: IssueCategory.where(id: @issues.filter_map(&:category_id).uniq) }
               .transform_values { |all| all.to_h { |one| [one.id, JsonText.named(one)] } }
      @people = PeopleTexts.new
      @people.meet(@issues.flat_map { |issue| [issue.author_id, issue.assigned_to_id] } + @files.values.flatten.map(&:author_id) +
                   @watchers.values.flatten(1).map(&:last))
    end

    def load_links(ids)
      linked = IssueRelation.where(issue_from_id: ids).or(IssueRelation.where(issue_to_id: ids)).to_a.sort
      @relations = Hash.new { |all, id| all[id] = [] }
      linked.each { |one| [one.issue_from_id, one.issue_to_id].each { |id| @relations[id] << one } }
      ends = linked.flat_map { |one| [one.issue_from_id, one.issue_to_id] } + @journals.others
      status_of = Issue.where(id: ends.uniq).pluck(:id, :status_id).to_h
      @visible = Issue.visible(@user).where(id: status_of.keys).pluck(:id).to_set
      @status_of = status_of
    end

    def shown(issue)
      text = +"{\"id\":#{issue.id}"
      head(text, issue)
      texts(text, issue)
      parts(text, issue)
      text << '}'
    end

    def add(text, key, value)
      text << key << value if value
    end

    def head(text, issue)
      add(text, ',"project":', @names[:project][issue.project_id])
      add(text, ',"tracker":', @names[:tracker][issue.tracker_id])
      add(text, ',"status":', @statuses.shown(issue.status_id))
      add(text, ',"priority":', @names[:priority][issue.priority_id])
      add(text, ',"author":', @people[issue.author_id])
      add(text, ',"assigned_to":', @people[issue.assigned_to_id])
      add(text, ',"category":', @names[:category][issue.category_id])
      add(text, ',"parent":', @trees.parent(issue))
    end

    def texts(text, issue)
      add(text, ',"subject":', JsonText.string(issue.subject))
      add(text, ',"description":', JsonText.string(issue.description))
      add(text, ',"start_date":', JsonText.string(issue.start_date&.to_s))
      add(text, ',"due_date":', JsonText.string(issue.due_date&.to_s))
      add(text, ',"estimated_hours":', issue.estimated_hours&.to_f&.to_json || 'null')
      add(text, ',"created_on":', @instants.text(issue.created_on))
      add(text, ',"updated_on":', @instants.text(issue.updated_on))
    end

    def parts(text, issue)
      add(text, ',"custom_fields":', @fields.shown(issue))
      add(text, ',"children":', (@trees.children(issue.id, @trackers) unless issue.leaf?))
      add(text, ',"attachments":', JsonText.list(@files.fetch(issue.id, []).map { |file| attachment(file) }))
      add(text, ',"relations":', relations(issue))
      add(text, ',"journals":', @journals.of(issue, @visible))
      add(text, ',"watchers":', (watchers(issue) if @sight.may?(:view_issue_watchers, issue.project)))
      add(text, ',"allowed_statuses":', @statuses.allowed(issue, closable: closable?(issue), reopenable: !@trees.closed_above?(issue, @statuses)))
    end

    def closable?(issue)
      !@trees.open_below?(issue, @statuses) && @relations.fetch(issue.id, []).none? { |one| one.issue_to_id == issue.id && blocks?(one) }
    end

    def blocks?(relation)
      from = @status_of[relation.issue_from_id]
      relation.relation_type == IssueRelation::TYPE_BLOCKS && from && !@statuses.closed?(from)
    end

    def attachment(file)
      JsonText.map(id: file.id, filename: JsonText.string(file.filename), content_url: JsonText.string(@file_url.call(file)), author: @people[file.author_id])
    end

    def relations(issue)
      seen = @relations.fetch(issue.id, []).select { |one| @visible.include?(one.issue_from_id == issue.id ? one.issue_to_id : one.issue_from_id) }
      return if seen.empty?

      JSON.generate(seen.map do |one|
        { id: one.id, issue_id: one.issue_from_id, issue_to_id: one.issue_to_id, relation_type: one.relation_type, delay: one.delay }
      end)
    end

    def watchers(issue) = JsonText.list(@watchers.fetch(issue.id, []).filter_map { |_, id| @people[id] })
  end
end
