# frozen_string_literal: true

# The buttons of a panel (lib/redmine_estafeta/step.rb): POST takes one step as who is logged in.
class EstafetaStepsController < ApplicationController
  KINDS = [RedmineEstafeta::Step, RedmineEstafeta::Correction, RedmineEstafeta::Lesson].freeze

  before_action :find_issue, :require_panel

  def create
    step = KINDS.lazy.filter_map { |kind| kind.of(params[:step].to_s, @panel, User.current) }.first
    problems = step ? step.take(given(step)) : { '' => l(:estafeta_step_gone) }
    respond_to do |format|
      format.html { back(problems, step ? names(step) : []) }
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
    texts = step.class::TEXTS.to_h { |key| [key, params[key].to_s] }
    texts.merge(values: values.slice(*names(step)).transform_values(&:to_s))
  end

  # Of the values that a task must hand over.
  def names(step) = step.gives.map { |one| one.text('name') }

  # Without the script.
  def back(problems, names)
    flash[:error] = problems.map { |about, said| names.include?(about) ? "#{about}: #{said}" : said }.join(' ') if problems.any?
    redirect_to issue_path(@issue)
  end
end
