# frozen_string_literal: true

module RedmineEstafeta
  # What an issue's page shows of what Estafeta knows: of a change, of one of its tasks, or of an incident.
  class Panel
    OLD = 10.minutes # Estafeta says each minute that it looked
    SOON = 1.minute  # so long after a save news of it are likely

    # nil: who asks sees none on that issue.
    def self.of(issue)
      words = Words.current
      kind = %w[change task incident].find { |one| words.public_send("#{one}?", issue.tracker_id) }
      new(issue, kind) if kind && Readers.in?(issue.project)
    end

    attr_reader :issue, :kind

    def initialize(issue, kind)
      @issue = issue
      @kind = kind
      @document = Document.called(name)
      @document = nil unless @document&.open?(issue.project)
    end

    # Of a task it is the whole change.
    def about = @about ||= @document&.in_language(I18n.locale)
    def task = @task ||= about.parts('tasks').find { |one| one.issue('issue') == issue.id }

    # Whether there is anything to show.
    def content? = !about.nil? && (kind != 'task' || !task.nil?)

    # Whether all tasks of a change are done, as far as is known.
    def finished? = content? && kind == 'change' && about.number('total').to_i.positive? && about.number('done') == about.number('total')

    # Whether another plan of a change waits for the TAM's agreement, as far as is known.
    def new_plan? = content? && kind == 'change' && about.text('new_plan').present?

    # Whether a change is linked to a request of the client that is open.
    def request?
      return false unless kind == 'change'

      ties = issue.relations.select { |one| one.relation_type == IssueRelation::TYPE_RELATES }
      ties.any? { |one| other = one.other_issue(issue); Words.current.request?(other.tracker_id) && !other.closed? }
    end

    # Whether others wait for this task, as far as is known.
    def awaited? = content? && kind == 'task' && about.parts('tasks').any? { |one| one.texts('waits_for').include?(task.text('key')) }

    # The id of a field of Redmine's that says the same at length; nil: none does.
    def covered_field = (Words.current.field_id('change_plan') if content? && kind == 'change')

    # Since when Estafeta has not answered; nil: it does.
    def silent_since = (seen if seen && seen < OLD.ago)

    # Whether a person saved the issue and Estafeta has not looked at it since. Both times are whole seconds.
    def pending?
      return @pending if defined?(@pending)

      @pending = soon.positive? && !(seen && seen.to_i >= issue.updated_on.to_i) && !saved_by_estafeta?
    end

    # For so many seconds it is worth asking often.
    def soon = [(issue.updated_on + SOON - Time.now).ceil, 0].max

    # Another one: there is something new to show.
    def version = content? ? [@document.digest, silent_since&.to_i, ('pending' if pending?)].compact.join(' ') : ''

    # Another one: what the page around the panel shows is old by now.
    def state = [issue.lock_version, @document&.digest].compact.join(' ')

    private

    def saved_by_estafeta?
      last = issue.journals.reorder(id: :desc).first
      Words.current.service?(last ? last.user : issue.author)
    end

    def seen = defined?(@seen) ? @seen : @seen = Look.last_seen

    def name
      case kind
      when 'task' then "change/#{issue.parent_id}"
      else "#{kind}/#{issue.id}"
      end
    end
  end
end
