# frozen_string_literal: true

# What 200 changes of 20 tasks that nobody touches cost a real Redmine in requests: the first pass of a new process without its
# store, a pass in which nothing has changed, and the look at open changes that comes at an interval.
#
# ruby unchanged.rb [CHANGES]     ESTAFETA_BINARY and ESTAFETA_ACCEPTANCE as for the acceptance tests; prepare.rb before it

require_relative '../acceptance/support'

module Unchanged
  TASKS = 20
  DEPARTMENTS = %w[network vmware backup microsoft unix dba security monitoring].freeze

  module_function

  # Two chains that cross: twenty tasks, 27 hand-overs.
  def template
    tasks = (1..TASKS).map do |n|
      needs = [n - 2, n % 3 == 0 ? n - 1 : 0].select(&:positive?).map { |one| "t#{one}" }
      "  t#{n}: { department: #{DEPARTMENTS[n % DEPARTMENTS.size]}, title: Part #{n}, duration: 8h, needs: [#{needs.join(', ')}] }\n"
    end
    "template: twenty\nversion: 1\ntitle: Twenty parts\ntasks:\n#{tasks.join}"
  end

  # One change that Estafeta made, copied within Redmine with all that belongs to it.
  COPY = <<~'RUBY'
    class Copy
      def initialize(change, copies, fields)
        @ids = [change] + Issue.where(parent_id: change).order(:id).pluck(:id)
        @change, @copies, @fields = change, copies, fields
        @span = @ids.max - @ids.min + 1
      end

      def run
        Issue.transaction { (1..@copies).each { |n| copy(n * @span) } }
      end

      private

      def copy(by)
        rows(Issue, Issue.where(id: @ids)) do |row|
          # Each at a second of its own: a poll reads a second at once.
          row.merge('id' => row['id'] + by, 'parent_id' => row['parent_id'] && row['parent_id'] + by, 'root_id' => row['root_id'] + by,
                    'updated_on' => row['updated_on'] - by)
        end
        rows(CustomValue, CustomValue.where(customized_type: 'Issue', customized_id: @ids)) do |row|
          row.except('id').merge('customized_id' => row['customized_id'] + by, 'value' => text(row['value'], row['custom_field_id'], by))
        end
        rows(IssueRelation, IssueRelation.where(issue_from_id: @ids)) { |row| row.except('id').merge('issue_from_id' => row['issue_from_id'] + by, 'issue_to_id' => row['issue_to_id'] + by) }
        journals(by)
        page(by)
      end

      def journals(by)
        Journal.where(journalized_type: 'Issue', journalized_id: @ids).order(:id).each do |journal|
          made = Journal.insert!(journal.attributes.except('id').merge('journalized_id' => journal.journalized_id + by)).first
          id = made ? made['id'] : Journal.maximum(:id)
          rows(JournalDetail, journal.details) { |row| row.except('id').merge('journal_id' => id).merge(detail(row, by)) }
        end
      end

      # Children and relations are told by number.
      def detail(row, by)
        number = ->(value) { value && (value.to_i + by).to_s }
        linked = row['property'] == 'relation' || row['prop_key'] == 'child_id'
        return row.slice('value', 'old_value').transform_values(&number) if linked
        return {} unless row['property'] == 'cf'

        row.slice('value', 'old_value').transform_values { |value| text(value, row['prop_key'].to_i, by) }
      end

      def text(value, field, by)
        return value.sub(/\A\d+/) { |id| id.to_i + by } if field == @fields['task_key'] && value.present?
        return value unless field == @fields['change_plan'] && value.present?

        value.gsub(/Change-(\d+)/) { "Change-#{$1.to_i + by}" }.gsub(/=(\d+)/) { "=#{$1.to_i + by}" }
      end

      def page(by)
        wiki = Project.find('staff').wiki
        from = wiki.find_page("Change-#{@change}")
        made = WikiPage.create!(wiki: wiki, title: "Change-#{@change + by}")
        WikiContent.create!(page: made, author: from.content.author, text: from.content.text.gsub(/#(\d+)/) { "##{$1.to_i + by}" })
      end

      def rows(model, found)
        all = found.map { |one| yield one.attributes }
        model.insert_all!(all) if all.any?
      end
    end
  RUBY

  class Bench
    PATIENCE = 3600 # seconds; a shared machine takes its time

    def initialize(changes)
      @changes = changes
      @site = Acceptance::Site.new('unchanged', settings: { 'templates' => 'templates', 'poll_interval' => '1s', 'open_changes_interval' => '20s' })
      FileUtils.mkdir_p(@site.file('templates'))
      File.write(@site.file('templates/twenty.yaml'), Unchanged.template)
      @config = @site.settings_with('bench.yaml', 'request_limit' => '60s') # a loaded machine answers late
    end

    def run
      fill
      settle
      passes = watch
      print_table(passes)
      passes.sum { |one| one.count(&:write?) }.zero?
    ensure
      @site.redmine.stop
    end

    private

    def fill
      change = @site.draft('twenty').tap { |id| @site.agree(id) }
      sync
      raise 'the change was not made' unless @site.tasks(change).size == TASKS

      # What nobody has begun moves with the clock; under way, its end is fixed.
      %w[t1 t2].each { |key| @site.set_state(@site.tasks(change).fetch(key)['id'], 'task', 'in_progress', 'tam1') }
      sync
      @site.redmine.execute("#{COPY}\nCopy.new(#{change}, #{@changes - 1}, #{@site.ids['fields'].inspect}).run")
    end

    def settle
      puts "#{@changes} changes of #{TASKS} tasks are there"
      forget_store
      sync
    end

    def sync
      run = @site.estafeta('sync', config: @config)
      raise run.to_s unless run.code.zero?
    end

    def forget_store = FileUtils.rm_f(Dir["#{@config}.db*"])

    # The passes of a new process without its store, each as its requests: until one of each kind is there.
    def watch
      forget_store
      from = File.size(@site.redmine.log_file)
      passes = []
      serve do
        passes = passes_of(@site.redmine.requests_since(from))
        passes.drop(1).any? { |one| look?(one) } && passes.drop(1).any? { |one| !look?(one) }
      end
      passes
    end

    def serve
      pid = Process.spawn(Acceptance::BINARY, '-c', @config, 'serve', %i[out err] => [@site.file('serve.log'), 'w'])
      limit = Process.clock_gettime(Process::CLOCK_MONOTONIC) + PATIENCE
      until yield
        raise "no end after #{PATIENCE} s" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > limit

        sleep 2
      end
    ensure
      Process.kill('TERM', pid)
      Process.wait(pid)
    end

    # What comes before the first pass belongs to it, as it costs the same process; the one under way is left out.
    def passes_of(requests)
      own = requests.select { |one| one.login.to_s.start_with?('estafeta') }
      parts = own.slice_before { |one| one.path.start_with?('/users/current.json') }.to_a[0...-1]
      first = parts.index { |one| look?(one) } or return []
      [parts[0..first].flatten, *parts.drop(first + 1)]
    end

    def look?(pass) = pass.any? { |one| one.path.start_with?('/issues.json?tracker_id=') }

    def print_table(passes)
      look, quiet = passes.drop(1).partition { |one| look?(one) }
      puts format('%-44s %8s %8s %10s %6s %7s', 'pass', 'requests', 'lists', 'histories', 'pages', 'writes')
      { 'the first of a new process, store lost' => passes.first, 'nothing has changed' => quiet.last,
        'open changes are looked at again' => look.last }.each do |name, pass|
        puts format('%-44s %8d %8d %10d %6d %7d', name, pass.size, *counts(pass))
      end
    end

    def counts(pass)
      [%r{\A/issues\.json}, %r{\A/issues/\d}, %r{/wiki/}].map { |path| pass.count { |one| one.path.match?(path) } }.push(pass.count(&:write?))
    end
  end
end

exit(Unchanged::Bench.new(Integer(ARGV.fetch(0, '200'))).run ? 0 : 1)
