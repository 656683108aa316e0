# frozen_string_literal: true

# What changed, for a feed that tells of nothing else; and how far it was numbered.
class CreateEstafetaTouches < ActiveRecord::Migration[6.1]
  def up
    create_table :estafeta_touches do |t|
      t.string :kind, null: false, limit: 20
      t.integer :about_id
      t.bigint :batch
      t.datetime :noted_on, null: false
    end
    add_index :estafeta_touches, :batch
    add_index :estafeta_touches, :noted_on
    create_table :estafeta_feeds do |t|
      t.string :origin, null: false, limit: 40
      t.bigint :batch, null: false, default: 0
      t.bigint :forgotten, null: false, default: 0
    end
    RedmineEstafeta::Feed.reset_column_information
    RedmineEstafeta::Feed.create!(origin: SecureRandom.hex(8))
  end

  def down
    drop_table :estafeta_touches
    drop_table :estafeta_feeds
  end
end
