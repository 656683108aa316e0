# frozen_string_literal: true

module RedmineEstafeta
  # A note that the feed's answer for something has changed, made in the transaction that changed it (noting.rb). It has no number of an
  # order until the feed is read: those of who is still writing could come in before numbers that were read already.
  #
  #   issue       that one
  #   around      that one, and what is told of it in others: above, below and related
  #   person      those that name this user or group
  #   project     those of this project and of its subprojects
  #   everything  all
  class Touch < ActiveRecord::Base
    self.table_name = 'estafeta_touches'

    KINDS = %w[issue around person project everything].freeze

    class << self
      # Once in a transaction: if it is undone, so is all that was noted in it.
      def note(kind, *ids)
        ids = [nil] if kind == 'everything'
        noted = noted_in_transaction or return
        rows = ids.uniq.reject { |id| noted.include?([kind, id]) }.map { |id| { kind: kind, about_id: id, noted_on: Time.now } }
        insert_all!(rows) if rows.any?
        noted.merge(rows.map { |row| row.values_at(:kind, :about_id) })
      end

      private

      # nil: there is no feed.
      def noted_in_transaction
        transaction = connection.current_transaction
        return (Set.new if there?) unless transaction.open?

        transaction.instance_variable_get(:@estafeta_noted) || (transaction.instance_variable_set(:@estafeta_noted, Set.new) if there?)
      end

      # Not as the process remembers it: `rake estafeta:uninstall` takes the table from those that run on, and nobody's saving may fail of that.
      def there? = connection.data_source_exists?(table_name)
    end
  end
end
