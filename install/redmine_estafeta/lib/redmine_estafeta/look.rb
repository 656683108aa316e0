# frozen_string_literal: true

module RedmineEstafeta
  # When Estafeta last looked at what changed, and in which zone it tells times; one row.
  class Look < ActiveRecord::Base
    self.table_name = 'estafeta_looks'

    def self.last = Document.reading { order(:seen_on).reverse_order.first }
    def self.last_seen = last&.seen_on

    # Since when Estafeta has not answered; nil: it does.
    def self.silent_since = last_seen.then { |seen| seen if seen && seen < Panel::OLD.ago }

    def self.keep(time, zone)
      delete_all
      create!(seen_on: time, zone: zone)
    end

    # nil: not told, or not known here.
    def time_zone = (zone.presence && ActiveSupport::TimeZone[zone])
  end
end
