# frozen_string_literal: true

# The buttons of a panel (lib/redmine_estafeta/step.rb): POST takes one step as who is logged in.
class EstafetaStepsController < ApplicationController
  before_action :find_issue, :require_panel

  def create
    step = RedmineEstafeta::Step.of(params[:step].to_s, @panel, User.current)
    problems = step ? step.take(given(step)) : { '' => l(:estafeta_step_gone) }
    respond_to do |format|
      format.html { back(problems) }
      format.json { problems.any? ? render(json: { problems: problems }, status: :unprocessable_entity) : render(json: { done: true }) }
    end
  end

  private

  def require_panel
    @panel = RedmineEstafeta::Panel.of(@issue)
    deny_access if @panel.nil?
  end

  def given(step)
    values = params[:values].respond_to?(:to_unsafe_h) ? params[:values].to_unsafe_h : {}
    texts = %i[notes reason promised side lock_version].to_h { |key| [key, params[key].to_s] }
    texts.merge(values: values.slice(*step.gives.map { |one| one.text('name') }).transform_values(&:to_s))
  end

  # Without the script.
  def back(problems)
    flash[:error] = problems.map { |about, said| ['', 'notes', 'promised'].include?(about) ? said : "#{about}: #{said}" }.join(' ') if problems.any?
    redirect_to issue_path(@issue)
  end
end
