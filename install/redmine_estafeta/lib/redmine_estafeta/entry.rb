# frozen_string_literal: true

require 'json'

module RedmineEstafeta
  # What somebody entered: a window, a freeze, a document, a risk, an absence or a cause. Every change of it is kept in EntryChange.
  class Entry < ActiveRecord::Base
    self.table_name = 'estafeta_settings'

    # Kinds that have a page together, of each client and of all.
    OF_CLIENTS = [%w[window freeze], %w[document risk]].freeze
    OF_ALL = [%w[absence], %w[cause]].freeze
    KINDS = (OF_CLIENTS + OF_ALL).flatten.freeze

    belongs_to :project, optional: true
    belongs_to :user, optional: true

    class << self
      def of_client?(kind) = OF_CLIENTS.flatten.include?(kind)
      def beside(kind) = (OF_CLIENTS + OF_ALL).find { |kinds| kinds.include?(kind) }
      def of(kind, project = nil) = where(kind: kind, project_id: project&.id).includes(:user).order(:id).to_a
    end

    def values = (details.blank? ? {} : JSON.parse(details))

    # StaleObjectError: somebody else saved it meanwhile.
    def put(values, author)
      transaction do
        before = details
        self.details = JSON.generate(values)
        self.user_id = values['who']
        save!
        keep_change(before, details, author)
      end
    end

    def remove(author)
      transaction do
        destroy!
        keep_change(details, nil, author)
      end
    end

    private

    def keep_change(before, after, author)
      return if before == after

      EntryChange.create!(kind: kind, project_id: project_id, author_id: author.id, made_on: Time.now.utc, before: before, after: after)
    end
  end
end
