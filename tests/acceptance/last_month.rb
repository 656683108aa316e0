# frozen_string_literal: true

module Acceptance
  # The last full month, and the demo's incidents in it. In a test with a site.
  module LastMonth
    ZONE = '+03:00' # the site's, Europe/Moscow

    def month = Time.now.getlocal(ZONE).to_date << 1
    def month_word = month.strftime('%Y-%m')

    # The demo's incidents end now. Those that are finished are moved, with all that happened to them, so that the last of them
    # ends a day before the last full month does.
    def shift
      month_end = Time.new((month >> 1).year, (month >> 1).month, 1, 0, 0, 0, ZONE) - 86_400
      <<~RUBY
        days = (Time.now.to_i - #{month_end.to_i}) / 86_400 + 1
        finished = Issue.where(tracker_id: #{site.tracker('incident')}).where('created_on > ?', '2025-06-01').reject { |one| one.closed_on.nil? }
        finished.each do |issue|
          at = %w[created_on updated_on closed_on].to_h { |name| [name, issue[name] - days * 86_400] }
          issue.journals.each { |journal| journal.update_columns(created_on: journal.created_on - days * 86_400) }
          issue.update_columns(at)
        end
      RUBY
    end
  end
end
