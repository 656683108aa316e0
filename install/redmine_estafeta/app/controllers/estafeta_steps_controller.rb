# frozen_string_literal: true

# The buttons on a task's panel (lib/redmine_estafeta/task_step.rb): POST takes one step as who is logged in.
class EstafetaStepsController < ApplicationController
  before_action :find_issue, :require_panel

  def create
    step = RedmineEstafeta::TaskStep.of(params[:step].to_s, @issue, User.current)
    problems = step ? step.take(**chosen) : { '' => l(:estafeta_step_gone) }
    respond_to do |format|
      format.json { problems.any? ? render(json: { problems: problems }, status: :unprocessable_entity) : render(json: { done: true }) }
      format.html { back(problems) }
    end
  end

  private

  def require_panel
    @panel = RedmineEstafeta::Panel.of(@issue)
    deny_access if @panel.nil? || @panel.kind != 'task'
  end

  def chosen
    asked = @panel.content? ? @panel.task.parts('gives') : []
    values = params[:values].respond_to?(:to_unsafe_h) ? params[:values].to_unsafe_h : {}
    { asked: asked, values: values.slice(*asked.map { |one| one.text('name') }).transform_values(&:to_s), notes: params[:notes].to_s,
      reason: params[:reason].to_s, lock_version: params[:lock_version] }
  end

  # Without the script.
  def back(problems)
    flash[:error] = problems.map { |about, said| about.empty? || about == 'notes' ? said : "#{about}: #{said}" }.join(' ') if problems.any?
    redirect_to issue_path(@issue)
  end
end
