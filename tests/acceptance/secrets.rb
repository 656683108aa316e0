# frozen_string_literal: true

require 'base64'

module Acceptance
  # The keys and shared secrets of a lane's sites stand in files of their own, and in Redmine's database: nowhere else may they
  # be found once all stories are told, be it a store, a log, a status or settings.
  module Secrets
    FILES = %w[key *-key *.key *.secret].freeze
    # Redmine's own, which hold the accounts' keys; people.json is the stories' own list of who logs in how.
    NOT_OURS = %r{/redmine-\w+/|\.saved\z|/people\.json\z}

    class << self
      # The files below the folder that tell one of its secrets, with the file it belongs to.
      def told_below(folder)
        files = Dir[File.join(folder, '**', '*')].select { |one| File.file?(one) && one !~ NOT_OURS }
        own, others = files.partition { |one| FILES.any? { |pattern| File.fnmatch(pattern, File.basename(one)) } }
        secrets = own.to_h { |one| [spellings(File.read(one).strip), one] }.reject { |spelled, _| spelled.first.empty? }
        others.flat_map do |one|
          bytes = File.binread(one)
          secrets.filter_map { |spelled, from| "#{one} (#{from})" if spelled.any? { |text| bytes.include?(text) } }
        end
      end

      # As it is, and as it would stand in a header for a name and password.
      def spellings(secret)
        [secret, Base64.strict_encode64(secret).delete('=')].map { |text| text.dup.force_encoding('BINARY') }
      end
    end
  end
end
