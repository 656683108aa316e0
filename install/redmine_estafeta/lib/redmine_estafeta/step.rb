# frozen_string_literal: true

module RedmineEstafeta
  # What somebody does with a task or a change by a button of its panel: the same as by Redmine's form, with their own rights and by the
  # same workflow.
  class Step
    # `from`: states in which it is offered; `to`: the state it sets; `words`: whether it needs some; `decision`: the value of the
    # field Decision that it sets; `ticks`: the field that it sets to yes; `steering`: for who steers the change alone; `asks`: what
    # else it asks for.
    Kind = Struct.new(:name, :from, :to, :words, :decision, :ticks, :steering, :asks, keyword_init: true) do
      def asks?(what) = asks == what
    end

    TEXTS = %i[notes reason promised side lock_version].freeze # what a form may say, beside values to hand over
    OPEN = %w[in_progress on_hold agreed needs_input draft].freeze
    OF = {
      'task' => [
        Kind.new(name: 'take', from: %w[ready], to: 'in_progress'),
        Kind.new(name: 'resume', from: %w[on_hold], to: 'in_progress'),
        Kind.new(name: 'answer', from: %w[returned], to: 'ready', words: true),
        Kind.new(name: 'finish', from: %w[ready in_progress], to: 'done', asks: :values),
        Kind.new(name: 'release', from: %w[ready in_progress on_hold], ticks: 'others_may_go_on'),
        Kind.new(name: 'ask', from: %w[ready in_progress], to: 'returned', words: true),
        Kind.new(name: 'hold', from: %w[in_progress], to: 'on_hold', asks: :reason),
        Kind.new(name: 'fail', from: %w[ready in_progress], to: 'failed', words: true),
        Kind.new(name: 'override', from: %w[waiting], decision: 'override', words: true, steering: true),
        Kind.new(name: 'again', from: %w[failed cancelled], decision: 'again', words: true, steering: true),
        Kind.new(name: 'go_on', from: %w[failed cancelled], decision: 'go_on', words: true, steering: true),
        Kind.new(name: 'rollback', from: %w[failed], decision: 'rollback', words: true, steering: true)
      ],
      'change' => [
        Kind.new(name: 'start', from: %w[draft needs_input], to: 'agreed', steering: true),
        Kind.new(name: 'agree', from: %w[in_progress], to: 'agreed', steering: true, asks: :new_plan),
        Kind.new(name: 'accept', from: %w[in_progress], to: 'done', steering: true, asks: :finished),
        Kind.new(name: 'resume', from: %w[on_hold], to: 'in_progress', steering: true),
        Kind.new(name: 'promise', from: OPEN, words: true, steering: true, asks: :promise),
        Kind.new(name: 'show', from: OPEN, steering: true, ticks: 'shown_to_client', asks: :request),
        Kind.new(name: 'hold', from: %w[in_progress], to: 'on_hold', steering: true, asks: :reason),
        Kind.new(name: 'cancel', from: OPEN, to: 'cancelling', words: true, steering: true)
      ]
    }.freeze

    class << self
      # Those that this user may take now, in the order in which a page offers them. Whoever has nothing to do with it finds none
      # here, whatever else they might do by Redmine's form. `about`: what is known of it, a part of a document.
      def offered(panel, user)
        issue = panel.issue
        words = Words.current
        state = words.state_of(panel.kind, issue.status_id)
        possible = OF.fetch(panel.kind, []).select { |kind| kind.from.include?(state) }
        return [] if possible.empty? || !issue.attributes_editable?(user)

        steers = words.steers?(user, issue.project)
        return [] unless steers || concerns?(issue, user)

        possible.reject { |kind| kind.steering && !steers }.map { |kind| new(kind, panel, user, words) }.select(&:possible?)
      end

      def of(name, panel, user) = offered(panel, user).find { |one| one.name == name }

      private

      def concerns?(issue, user) = issue.assigned_to.nil? || user.is_or_belongs_to?(issue.assigned_to)
    end

    def initialize(kind, panel, user, words)
      @kind = kind
      @panel = panel
      @issue = panel.issue
      @user = user
      @words = words
    end

    def name = @kind.name
    # The first promise needs no reason; that it is moved does.
    def words? = promise? ? promised.present? : @kind.words ? true : false
    def label = promise? && promised.blank? ? 'promise_first' : name

    # Whether the workflow and the fields let this user do it now.
    def possible?
      return false if (@kind.asks?(:finished) && !@panel.finished?) || (@kind.asks?(:new_plan) && !@panel.new_plan?)
      return false if @kind.asks?(:request) && !@panel.request?
      # Nothing is to be decided about a cancelled task that nobody needs.
      return false if @kind.decision && state == 'cancelled' && !@panel.awaited?
      return allowed.intersect?(statuses) if @kind.to

      editable?(field)
    end

    # The values that a task must hand over, as parts of its document.
    def gives = @kind.asks?(:values) && @panel.content? ? @panel.task.parts('gives') : []
    def promise? = @kind.asks?(:promise)

    # What there is to choose from: why it is on hold, whose side moves a promise.
    def reasons = @kind.asks?(:reason) ? choices('hold_reason') : []
    def sides = promise? ? choices('promise_side') : []
    def promised = @issue.custom_field_value(@words.field_id('promised')).to_s

    # Sentences by what they are about, '' for the step itself; none: it was taken. `given`: `values` to hand over, each a text by its
    # name, `notes`, `reason`, `promised`, `side`, `lock_version`.
    def take(given)
      problems = problems_before(given)
      return problems if problems.any?

      @issue.init_journal(@user)
      @issue.lock_version = given[:lock_version].to_i if given[:lock_version].present?
      @issue.safe_attributes = attributes(given)
      return { '' => I18n.t(:estafeta_step_refused) } if @kind.to && @issue.status_id != target
      return {} if @issue.save

      { '' => @issue.errors.full_messages.join(' ') }
    rescue ActiveRecord::StaleObjectError
      { '' => I18n.t(:estafeta_step_overtaken) }
    end

    private

    def state = @words.state_of(@panel.kind, @issue.status_id)
    def allowed = @allowed ||= @issue.new_statuses_allowed_to(@user).map(&:id)
    def statuses = @words.statuses(@panel.kind, @kind.to)
    # Of several statuses that mean the same, the first that the workflow allows.
    def target = @target ||= (statuses & allowed).first

    # The field that a step without a status sets.
    def field
      return 'decision' if @kind.decision

      promise? ? 'promised' : @kind.ticks
    end

    def editable?(key)
      id = @words.field_id(key)
      return false if id.nil? || (@kind.ticks && @words.ticked?(@issue, key))

      (key != 'decision' || @words.decision(@kind.decision)) && @issue.editable_custom_field_values(@user).any? { |value| value.custom_field.id == id }
    end

    def choices(key)
      found = @words.field_id(key) && CustomField.find_by(id: @words.field_id(key))
      found ? found.possible_values_options(@issue) : []
    end

    def problems_before(given)
      problems = gives.to_h { |one| [one.text('name'), HandOverValue.new(one, given[:values][one.text('name')]).problem] }.compact
      problems['promised'] = I18n.t(:estafeta_value_missing) if promise? && given[:promised].strip.empty?
      problems['notes'] = I18n.t(:estafeta_step_words_missing) if words? && given[:notes].strip.empty?
      problems
    end

    def attributes(given)
      found = { 'notes' => given[:notes] }
      found['status_id'] = target.to_s if @kind.to
      found['assigned_to_id'] = @user.id.to_s if name == 'take'
      fields = fields(given).transform_keys { |key| @words.field_id(key) }.compact
      found['custom_field_values'] = fields.transform_keys(&:to_s) if fields.any?
      found
    end

    # By our name of the field.
    def fields(given)
      found = {}
      found['decision'] = @words.decision(@kind.decision) if @kind.decision
      found[@kind.ticks] = '1' if @kind.ticks
      found['hold_reason'] = given[:reason] if @kind.asks?(:reason) && given[:reason].present?
      found['hand_over'] = HandOverValue.text(@issue.custom_field_value(@words.field_id('hand_over')).to_s, given[:values]) if @kind.asks?(:values) && given[:values].any?
      found.merge!('promised' => given[:promised], 'promise_side' => given[:side]) if promise?
      found
    end
  end
end
