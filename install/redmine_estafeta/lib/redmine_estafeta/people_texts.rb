# frozen_string_literal: true

module RedmineEstafeta
  # Users and groups, each as REST names it: JSON by id. One that is gone has none.
  class PeopleTexts
    def initialize = @texts = {}

    def meet(ids)
      unknown = ids.compact.uniq - @texts.keys
      Principal.where(id: unknown).each { |one| @texts[one.id] = JsonText.named(one) } if unknown.any?
    end

    def [](id) = @texts[id]
    def map(&block) = @texts.map(&block)
  end
end
