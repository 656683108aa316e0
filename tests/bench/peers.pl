#!/usr/bin/perl
# Working time between two instants with Business::Hours, which Request Tracker uses.
# Usage: peers.pl FILE LIMIT    answers for the first LIMIT spans to standard output, spans a second to standard
# error. Calendar: see spans.cc. What can be kept between questions is kept.
use strict;
use warnings;
BEGIN { $ENV{TZ} = 'Europe/Berlin' }
use Business::Hours;
use Time::HiRes qw(time);

my ($file, $limit) = @ARGV;
open my $in, '<', $file or die "$file: $!";
my @spans;
while (@spans < $limit and defined(my $line = <$in>)) { push @spans, [split ' ', $line] }

my %day = (Name => 'day', Start => '9:00', End => '18:00', Breaks => [{Start => '13:00', End => '14:00'}]);
my $hours = Business::Hours->new;
$hours->business_hours(0 => undef, 6 => undef, map { $_ => {%day} } 1 .. 5);
$hours->holidays(qw(2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-12-24 2026-12-25
                    2026-12-31 2027-01-01));
# The span kept: 2025-12-01 to 2028-12-31, in which all questions lie.
$hours->for_timespan(Start => 1764543600, End => 1861916400);

my $begin = time;
my @answers = map { $hours->between($_->[0], $_->[1] - 1) } @spans;    # its spans include their last second
my $rate = @spans / (time - $begin);
print "$_\n" for @answers;
printf STDERR "%.0f\n", $rate;
