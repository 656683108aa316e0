# frozen_string_literal: true

module RedmineEstafeta
  VERSION = '0.1.0'
end
