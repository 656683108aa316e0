# frozen_string_literal: true

# Has a client's month signed, as who is logged in, in one of their roles.
class EstafetaSignOffsController < ApplicationController
  before_action :find_project, :authorize, :find_figures

  def create
    key = params[:key].to_s
    return render_404 unless key.match?(RedmineEstafeta::SignOff::KEY)

    role = RedmineEstafeta::Readers.signing_roles(@project).find { |one| one == params[:role] }
    if role.nil?
      flash[:error] = l(:estafeta_sign_role_missing)
      return back(key)
    end
    taken = RedmineEstafeta::SignOff.ask(client: @figures.client, month: @figures.month, by: "#{User.current.name}, #{role}", key: key,
                                         again: params[:again] == '1', confirm_empty: params[:confirm_empty] == '1')
    flash[:error] = l(:estafeta_sign_away) unless taken
    back(key, taken ? { at: Time.now.to_i } : {})
  end

  private

  def find_figures
    return deny_access unless RedmineEstafeta::Readers.in?(@project)

    @figures = RedmineEstafeta::Figures.of(@project, params[:month].to_s)
    render_404 if @figures.nil?
  end

  # The key stays, so that pressing again is no second signing.
  def back(key, more = {})
    redirect_to project_estafeta_sla_path(@project, { month: @figures.month, asked: key }.merge(more))
  end
end
