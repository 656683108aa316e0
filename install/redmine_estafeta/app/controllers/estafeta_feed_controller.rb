# frozen_string_literal: true

# What changed since a cursor, with histories, and what of it is gone; without a cursor, all there is, or from now on nothing.
class EstafetaFeedController < EstafetaServiceController
  accept_api_auth :show

  def show
    limit = params.fetch(:limit, RedmineEstafeta::Histories::MOST).to_i.clamp(1, RedmineEstafeta::Histories::MOST)
    RedmineEstafeta::Feed.number_touches
    return render_large(answer([], [], RedmineEstafeta::Feed.now, false, false)) if params[:from] == 'now'

    page = nil
    told = RedmineEstafeta::Histories.at_one_moment do
      page = RedmineEstafeta::Feed.page(params[:cursor], limit)
      RedmineEstafeta::Histories.new(page.ids, User.current, method(:address_of))
    end
    RedmineEstafeta::Feed.forget_old
    render_large answer(told.to_json_text, page.ids - told.ids, page.cursor, page.more, page.anew)
  end

  private

  def answer(issues, gone, cursor, more, anew)
    "{\"issues\":#{issues},\"gone\":#{gone},\"cursor\":\"#{cursor}\",\"more\":#{more},\"anew\":#{anew}}"
  end
end
