# frozen_string_literal: true

# Runs the contract suite on a real, private Redmine.
# ruby on_redmine.rb CONTRACT_TEST_PROGRAM

require_relative '../acceptance/support'

site = Acceptance::Site.new('contract')
environment = { 'ESTAFETA_TEST_REDMINE_URL' => site.redmine.url, 'ESTAFETA_TEST_REDMINE_KEY_FILE' => site.file('key'),
                'ESTAFETA_TEST_REDMINE_IDS' => site.file('ids.json'), 'ESTAFETA_TEST_REDMINE_PEOPLE' => site.file('people.json') }
# What the demo's clients do not have: a project within one of theirs, with the same people.
SUB_PROJECT = <<~RUBY
  parent = Project.find('aurora')
  shop = Project.new(name: 'Aurora shop', identifier: 'aurora-shop', inherit_members: true)
  shop.trackers = parent.trackers
  shop.enabled_module_names = parent.enabled_module_names
  shop.issue_custom_fields = parent.issue_custom_fields
  shop.save!
  shop.set_parent!(parent)
RUBY
begin
  site.redmine.execute(SUB_PROJECT)
  output = IO.popen([environment, ARGV.fetch(0), '--gtest_filter=*Redmine*', { err: %i[child out] }], &:read)
  puts output
  # A suite that found no Redmine skips its tests and ends well: here that is a failure.
  passed = Process.last_status.success? && !output.include?('[  SKIPPED ]')
ensure
  site.redmine.stop
end
exit(passed ? 0 : 1)
