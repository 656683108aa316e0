# frozen_string_literal: true

# Carries out what the connector decided: {"actions": […], "together": true} (lib/redmine_estafeta/apply.rb). Answers one result
# for each action; where one says "show", with the issue as its own address shows it.
class EstafetaApplyController < EstafetaServiceController
  LIMIT = 1000
  SHOWN = 'journals,children,relations,attachments,watchers,allowed_statuses'

  helper :issues, :journals, :custom_fields, :attachments, :projects, :timelog, :watchers
  accept_api_auth :create

  def create
    actions = wanted
    return render json: { errors: ["actions: a list of at most #{LIMIT} is expected"] }, status: :unprocessable_entity if actions.nil?

    results = RedmineEstafeta::Apply.new(actions, together: params[:together] == true).results
    shown = actions.zip(results).map { |action, result| shown(action, result) }
    render body: "{\"results\":[#{shown.join(',')}]}", content_type: 'application/json'
  end

  private

  def wanted
    list = params[:actions]
    return unless list.is_a?(Array) && list.size <= LIMIT && list.all?(ActionController::Parameters)

    list.map(&:to_unsafe_h)
  end

  # The issue's own JSON stands within that of the result.
  def shown(action, result)
    answer = result.answer.except(:issue_id).to_json
    return answer unless action['show'] && result.done? && result.issue_id

    "#{answer.delete_suffix('}')}#{',' unless answer == '{}'}#{issue_json(result.issue_id).delete_prefix('{')}"
  end

  def issue_json(id)
    params[:include] = SHOWN
    @issue = Issue.find(id)
    @project = @issue.project
    @journals = @issue.visible_journals_with_index
    @relations = @issue.relations.select { |one| one.other_issue(@issue)&.visible? }
    @allowed_statuses = @issue.new_statuses_allowed_to(User.current)
    render_to_string(template: 'issues/show', formats: [:api], layout: false)
  end
end
