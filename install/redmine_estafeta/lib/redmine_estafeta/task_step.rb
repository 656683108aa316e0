# frozen_string_literal: true

module RedmineEstafeta
  # What somebody does with a task by a button of its panel: the same as by Redmine's form, with their own rights and by the same
  # workflow.
  class TaskStep
    # From which states, to which one; whether it needs words.
    Kind = Struct.new(:name, :from, :to, :words)

    ALL = [
      Kind.new('take', %w[ready], 'in_progress', false),
      Kind.new('resume', %w[on_hold], 'in_progress', false),
      Kind.new('answer', %w[returned], 'ready', true),
      Kind.new('finish', %w[ready in_progress], 'done', false),
      Kind.new('release', %w[ready in_progress on_hold], nil, false),
      Kind.new('ask', %w[ready in_progress], 'returned', true),
      Kind.new('hold', %w[in_progress], 'on_hold', false),
      Kind.new('fail', %w[ready in_progress], 'failed', true)
    ].freeze

    class << self
      # Those that this user may take now, in the order in which a page offers them. Whoever has nothing to do with the task finds
      # none here, whatever else they might do by Redmine's form.
      def offered(issue, user, words = Words.current)
        return [] unless words.task?(issue.tracker_id) && concerns?(issue, user, words)

        state = words.state(issue.status_id)
        possible = ALL.select { |kind| kind.from.include?(state) }
        return [] if possible.empty? || !issue.attributes_editable?(user)

        allowed = issue.new_statuses_allowed_to(user).map(&:id)
        possible.select { |kind| kind.to ? allowed.intersect?(words.task_statuses(kind.to)) : releasable?(issue, user, words) }
                .map { |kind| new(kind, issue, user, words) }
      end

      def of(name, issue, user, words = Words.current) = offered(issue, user, words).find { |one| one.name == name }

      private

      def concerns?(issue, user, words)
        issue.assigned_to.nil? || user.is_or_belongs_to?(issue.assigned_to) || words.steers?(user, issue.project)
      end

      def releasable?(issue, user, words)
        field = words.field('others_may_go_on')
        field && !words.released?(issue) && issue.editable_custom_field_values(user).any? { |value| value.custom_field.id == field }
      end
    end

    def initialize(kind, issue, user, words)
      @kind = kind
      @issue = issue
      @user = user
      @words = words
    end

    def name = @kind.name
    def words? = @kind.words

    # What there is to choose from; for `hold` alone.
    def reasons
      field = name == 'hold' && CustomField.find_by(id: @words.field('hold_reason'))
      field ? field.possible_values_options(@issue) : []
    end

    # Sentences by what they are about, '' for the step itself; none: it was taken. `values` are those to hand over, each a text by
    # its name; `asked` what of them the template wants.
    def take(values: {}, asked: [], notes: '', reason: '', lock_version: nil)
      problems = problems_before(values, asked, notes)
      return problems if problems.any?

      @issue.init_journal(@user)
      @issue.lock_version = lock_version.to_i if lock_version.present?
      @issue.safe_attributes = attributes(values, notes, reason)
      return { '' => I18n.t(:estafeta_step_refused) } if refused_status?
      return {} if @issue.save

      { '' => @issue.errors.full_messages.join(' ') }
    rescue ActiveRecord::StaleObjectError
      { '' => I18n.t(:estafeta_step_overtaken) }
    end

    private

    def problems_before(values, asked, notes)
      return { 'notes' => I18n.t(:estafeta_step_words_missing) } if words? && notes.strip.empty?
      return {} unless name == 'finish'

      asked.to_h { |one| [one.text('name'), HandOverValue.new(one, values[one.text('name')]).problem] }.compact
    end

    def attributes(values, notes, reason)
      found = { 'notes' => notes }
      found['status_id'] = target.to_s if target
      found['assigned_to_id'] = @user.id.to_s if name == 'take'
      fields = custom_fields(values, reason)
      found['custom_field_values'] = fields if fields.any?
      found
    end

    def custom_fields(values, reason)
      case name
      when 'finish' then values.any? ? { @words.field('hand_over').to_s => HandOverValue.text(current_hand_over, values) } : {}
      when 'release' then { @words.field('others_may_go_on').to_s => '1' }
      when 'hold' then reason.present? ? { @words.field('hold_reason').to_s => reason } : {}
      else {}
      end
    end

    def current_hand_over = @issue.custom_field_value(@words.field('hand_over')).to_s

    # Of several statuses that mean the same, the first that the workflow allows.
    def target
      return if @kind.to.nil?

      @target ||= (@words.task_statuses(@kind.to) & @issue.new_statuses_allowed_to(@user).map(&:id)).first
    end

    def refused_status? = !@kind.to.nil? && @issue.status_id != target
  end
end
