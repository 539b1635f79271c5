"""What two or more checks share: subjects, values and obstacles. Pure, like the checks themselves."""
