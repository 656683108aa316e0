# frozen_string_literal: true

module RedmineEstafeta
  # Whether somebody may do to a task what they are about to save; from what stands in Redmine alone, so that it holds while
  # the connector is away.
  class Guard
    def initialize(issue, user, words = Words.current)
      @issue = issue
      @user = user
      @words = words
    end

    # Why not, in the user's language; nil: they may. `wanted` is the status they chose, which the workflow may have left
    # out without a word.
    def objection(wanted)
      return if @words.service?(@user) || !@words.known?
      return of_new_task(wanted) if @issue.new_record?
      return of_waiting_task(wanted) if was_waiting_task?

      too_early if became_task? && @words.begun?(@issue.status_id)
    end

    # What the task waits for: blockers that are not finished, by number.
    def open_needs
      relations = @issue.new_record? ? [] : @issue.relations_to.select { |one| one.relation_type == IssueRelation::TYPE_BLOCKS }
      relations.map(&:issue_from).compact.select { |one| open?(one) }.sort_by(&:id)
    end

    # “#12 VLAN and routing (In Progress, Network group, due 12/03/2026)”, each.
    def open_needs_in_words
      open_needs.map { |need| in_words(need) }.join('; ')
    end

    private

    def was_waiting_task? = @words.task?(@issue.tracker_id_was) && @words.waiting?(@issue.status_id_was)
    def became_task? = @words.task?(@issue.tracker_id) && !@words.task?(@issue.tracker_id_was)

    def begins?(wanted) = @words.begun?(wanted) || @words.begun?(@issue.status_id)

    # A failed task is closed, and others still wait for it.
    def open?(need)
      return false if @words.task?(need.tracker_id) && @words.released?(need)

      !need.closed? || (@words.task?(need.tracker_id) && @words.state(need.status_id) == 'failed')
    end

    def of_new_task(wanted)
      return unless @words.task?(@issue.tracker_id) && begins?(wanted)

      parent = Issue.find_by(id: @issue.parent_issue_id)
      say(:new_task) if parent && @words.change?(parent.tracker_id) && !@words.steers?(@user, @issue.project)
    end

    def of_waiting_task(wanted)
      return if open_needs.any? && overridden?
      return tracker_kept unless @words.task?(@issue.tracker_id)
      return unless begins?(wanted)

      open_needs.any? ? too_early : too_soon(wanted)
    end

    def tracker_kept
      say(:keeps_tracker, open: open_needs_in_words) if open_needs.any?
    end

    def too_early
      return if open_needs.empty? || overridden?

      say(@words.steers?(@user, @issue.project) ? :needs_reason : :too_early, open: open_needs_in_words)
    end

    # Nothing is open any more, but the workflow lets only Estafeta and the TAM make it ready.
    def too_soon(wanted)
      say(:soon) unless wanted.nil? || wanted == @issue.status_id
    end

    def overridden?
      @words.steers?(@user, @issue.project) && @issue.notes.present?
    end

    def in_words(need)
      return "##{need.id}" unless need.visible?(@user)

      about = [need.status.to_s, need.assigned_to&.to_s]
      about << say(:due, date: ApplicationController.helpers.format_date(need.due_date)) if need.due_date
      "##{need.id} #{need.subject} (#{about.compact.join(', ')})"
    end

    def say(key, **values) = I18n.t("estafeta_guard_#{key}", **values)
  end
end
