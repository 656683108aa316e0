# frozen_string_literal: true

module RedmineEstafeta
  # An entry of a history by which Estafeta tells nothing but that it linked issues: a page shows it on demand. It stays in the
  # database, in mails and in REST as it is.
  module QuietEntry
    LINKS = %w[child_id parent_id].freeze

    def css_classes = estafeta_quiet? ? "#{super} estafeta-quiet" : super

    private

    def estafeta_quiet?
      notes.blank? && details.any? && Words.current.service?(user) &&
        details.all? { |one| one.property == 'relation' || (one.property == 'attr' && LINKS.include?(one.prop_key)) }
    end
  end
end
